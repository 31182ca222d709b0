import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useMutation } from 'urql';
import { z } from 'zod';
import { RequestPasswordResetDocument } from '#client/generated/operations.ts';
import { problemOf } from '../../api/errors.ts';
import { email } from '../../ui/schemas.ts';
import { zodResolver } from '../../ui/zod-resolver.ts';
import { AuthFrame } from './auth-frame.tsx';

const schema = z.object({ email });
type Values = z.infer<typeof schema>;

/** Asks for a link by mail. It looks the same whether or not there is an account. */
export function ForgotPasswordPage() {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [, request] = useMutation(RequestPasswordResetDocument);
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { email: '' } });
  const { errors, isSubmitting } = form.formState;

  const submit = async (input: Values): Promise<void> => {
    setProblem(null);
    const { error } = await request(input);
    if (error) setProblem(problemOf(error).sentence);
    else setSentTo(input.email);
  };

  return (
    <AuthFrame
      title="A new password"
      lead={
        sentTo === null
          ? 'We send a link to your address. It is good for half an hour, once.'
          : `If there is an account for ${sentTo}, the link is on its way. Look into your inbox.`
      }
      problem={problem}
      footer={
        <Anchor inherit renderRoot={(props) => <Link to="/sign-in" {...props} />}>
          Back to the sign-in
        </Anchor>
      }
    >
      {sentTo === null && (
        <form noValidate onSubmit={form.handleSubmit(submit)}>
          <Stack gap="sm">
            <TextInput
              label="E-mail"
              type="email"
              autoComplete="username"
              error={errors.email?.message}
              {...form.register('email')}
            />
            <Button type="submit" loading={isSubmitting} mt="xs" fullWidth>
              Send the link
            </Button>
          </Stack>
        </form>
      )}
    </AuthFrame>
  );
}
