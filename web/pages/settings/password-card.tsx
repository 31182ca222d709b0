import { Button, PasswordInput, Stack } from '@mantine/core';
import { useForm } from 'react-hook-form';
import { useMutation } from 'urql';
import { z } from 'zod';
import { ChangePasswordDocument } from '#client/generated/operations.ts';
import { problemOf } from '../../api/errors.ts';
import { Card } from '../../ui/card.tsx';
import { FormProblem, showProblem } from '../../ui/form.tsx';
import { newPassword } from '../../ui/schemas.ts';
import { tellDone } from '../../ui/tell.ts';
import { zodResolver } from '../../ui/zod-resolver.ts';

const schema = z.object({ currentPassword: z.string().min(1, 'Enter your password'), newPassword });
type Values = z.infer<typeof schema>;

export function PasswordCard({ email }: { readonly email: string }) {
  const [, change] = useMutation(ChangePasswordDocument);
  const form = useForm<Values>({
    resolver: zodResolver(schema),
    defaultValues: { currentPassword: '', newPassword: '' },
  });
  const { errors, isSubmitting } = form.formState;

  const submit = async (input: Values): Promise<void> => {
    const { error } = await change({ input });
    if (error && problemOf(error).code === 'WRONG_CREDENTIALS')
      return form.setError('currentPassword', { message: 'This is not your password' }, { shouldFocus: true });
    if (error) return showProblem(form, error);
    form.reset();
    tellDone('Your password is changed', 'Every other session has ended.');
  };

  return (
    <Card title="Password">
      <form noValidate onSubmit={form.handleSubmit(submit)}>
        <Stack gap="sm" maw={420}>
          <FormProblem message={errors.root?.message} />
          {/* Tells password managers whose password it is. */}
          <input type="text" autoComplete="username" value={email} readOnly hidden aria-label="E-mail" />
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            error={errors.currentPassword?.message}
            {...form.register('currentPassword')}
          />
          <PasswordInput
            label="New password"
            description="At least 12 characters"
            autoComplete="new-password"
            error={errors.newPassword?.message}
            {...form.register('newPassword')}
          />
          <Button type="submit" variant="default" loading={isSubmitting} style={{ alignSelf: 'flex-start' }}>
            Change it
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
