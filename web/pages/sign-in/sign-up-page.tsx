import { Anchor, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { type CombinedError, useMutation } from 'urql';
import type { z } from 'zod';
import { SignUpDocument } from '#client/generated/operations.ts';
import { problemOf } from '../../api/errors.ts';
import { zodResolver } from '../../ui/zod-resolver.ts';
import { signUpSchema, useEnter } from './auth-form.ts';
import { AuthFrame } from './auth-frame.tsx';

type Values = z.infer<typeof signUpSchema>;
const isField = (name: string | null): name is keyof Values => name !== null && name in signUpSchema.shape;

export function SignUpPage() {
  const [problem, setProblem] = useState<string | null>(null);
  const [, signUp] = useMutation(SignUpDocument);
  const enter = useEnter();
  const form = useForm<Values>({
    resolver: zodResolver(signUpSchema),
    defaultValues: { name: '', email: '', password: '' },
  });
  const { errors, isSubmitting } = form.formState;

  const showProblem = (error: CombinedError): void => {
    const { field, sentence } = problemOf(error);
    const name = field?.split('.').at(-1) ?? null;
    if (isField(name)) form.setError(name, { message: sentence }, { shouldFocus: true });
    else setProblem(sentence);
  };

  const submit = async (input: Values): Promise<void> => {
    setProblem(null);
    const { data, error } = await signUp({ input });
    if (data) enter(data.signUp);
    if (error) showProblem(error);
  };

  return (
    <AuthFrame
      title="Make an account"
      lead="It lives on this server alone, with an organisation of your own."
      problem={problem}
      footer={
        <>
          Have one already?{' '}
          <Anchor inherit renderRoot={(props) => <Link to="/sign-in" {...props} />}>
            Sign in
          </Anchor>
        </>
      }
    >
      <form noValidate onSubmit={form.handleSubmit(submit)}>
        <Stack gap="sm">
          <TextInput label="Name" autoComplete="name" error={errors.name?.message} {...form.register('name')} />
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            error={errors.email?.message}
            {...form.register('email')}
          />
          <PasswordInput
            label="Password"
            description="At least 12 characters"
            autoComplete="new-password"
            error={errors.password?.message}
            {...form.register('password')}
          />
          <Button type="submit" loading={isSubmitting} mt="xs" fullWidth>
            Make the account
          </Button>
        </Stack>
      </form>
    </AuthFrame>
  );
}
