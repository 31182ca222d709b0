import { Anchor, Button, PasswordInput, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useMutation } from 'urql';
import { z } from 'zod';
import { ResetPasswordDocument } from '#client/generated/operations.ts';
import { problemOf } from '../../api/errors.ts';
import { useLinkToken } from '../../ui/use-link-token.ts';
import { zodResolver } from '../../ui/zod-resolver.ts';
import { signUpSchema } from './auth-form.ts';
import { AuthFrame } from './auth-frame.tsx';

const schema = z.object({ password: signUpSchema.shape.password });
type Values = z.infer<typeof schema>;

/** Where the link of a password reset leads. */
export function ResetPasswordPage() {
  const token = useLinkToken();
  const [isDone, setIsDone] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [, reset] = useMutation(ResetPasswordDocument);
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { password: '' } });
  const { errors, isSubmitting } = form.formState;

  const submit = async ({ password }: Values): Promise<void> => {
    setProblem(null);
    const { error } = await reset({ input: { token, newPassword: password } });
    if (!error) return setIsDone(true);
    const { code, sentence } = problemOf(error);
    if (code === 'WEAK_PASSWORD') form.setError('password', { message: sentence }, { shouldFocus: true });
    else setProblem(sentence);
  };

  return (
    <AuthFrame
      title="A new password"
      lead={
        isDone
          ? 'It is set. Every session has ended: sign in with it.'
          : 'Whoever is signed in anywhere will have to sign in anew.'
      }
      problem={problem}
      footer={
        <>
          <Anchor inherit renderRoot={(props) => <Link to="/sign-in" {...props} />}>
            Sign in
          </Anchor>
          {problem !== null && (
            <>
              {' · '}
              <Anchor inherit renderRoot={(props) => <Link to="/forgot-password" {...props} />}>
                Ask for a new link
              </Anchor>
            </>
          )}
        </>
      }
    >
      {!isDone && (
        <form noValidate onSubmit={form.handleSubmit(submit)}>
          <Stack gap="sm">
            <PasswordInput
              label="New password"
              description="At least 12 characters"
              autoComplete="new-password"
              error={errors.password?.message}
              {...form.register('password')}
            />
            <Button type="submit" loading={isSubmitting} mt="xs" fullWidth>
              Set it
            </Button>
          </Stack>
        </form>
      )}
    </AuthFrame>
  );
}
