import { Anchor, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useMutation, useQuery } from 'urql';
import type { z } from 'zod';
import { SignInDocument, SystemDocument } from '#client/generated/operations.ts';
import { challengeOf, problemOf } from '../../api/errors.ts';
import { zodResolver } from '../../ui/zod-resolver.ts';
import { signInSchema, useEnter } from './auth-form.ts';
import { AuthFrame } from './auth-frame.tsx';
import { DemoHint } from './demo-hint.tsx';
import { TwoFactorStep } from './two-factor-step.tsx';

type Values = z.infer<typeof signInSchema>;

export function SignInPage() {
  const { ended } = useSearch({ from: '/sign-in' });
  const [problem, setProblem] = useState(ended === true ? 'You are signed out. Sign in to go on.' : null);
  const [challenge, setChallenge] = useState<string | null>(null);
  const [{ data: system }] = useQuery({ query: SystemDocument });
  const [, signIn] = useMutation(SignInDocument);
  const enter = useEnter();
  const form = useForm<Values>({ resolver: zodResolver(signInSchema), defaultValues: { email: '', password: '' } });
  const { errors, isSubmitting } = form.formState;

  const submit = async (input: Values): Promise<void> => {
    setProblem(null);
    const { data, error } = await signIn({ input });
    if (data) return enter(data.signIn);
    if (!error) return;
    const asked = challengeOf(error);
    if (asked !== null) return setChallenge(asked);
    setProblem(problemOf(error).sentence);
    form.setFocus('password', { shouldSelect: true });
  };

  const fillDemo = (address: string): void => {
    form.setValue('email', address, { shouldValidate: true });
    form.setFocus('password');
  };

  const beginAgain = (sentence: string): void => {
    setChallenge(null);
    setProblem(sentence);
  };

  if (challenge !== null) {
    return (
      <AuthFrame title="One more step" lead="This account has two-factor on." problem={null} footer={null}>
        <TwoFactorStep challenge={challenge} onEnter={enter} onOver={beginAgain} />
      </AuthFrame>
    );
  }

  return (
    <AuthFrame
      title="Sign in"
      lead="Watch your campaigns trade, and hold the gate."
      problem={problem}
      footer={
        <>
          New here?{' '}
          <Anchor inherit renderRoot={(props) => <Link to="/sign-up" {...props} />}>
            Make an account
          </Anchor>
          {' · '}
          <Anchor inherit renderRoot={(props) => <Link to="/forgot-password" {...props} />}>
            Forgot the password?
          </Anchor>
        </>
      }
    >
      <form noValidate onSubmit={form.handleSubmit(submit)}>
        <Stack gap="sm">
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            error={errors.email?.message}
            {...form.register('email')}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            error={errors.password?.message}
            {...form.register('password')}
          />
          <Button type="submit" loading={isSubmitting} mt="xs" fullWidth>
            Sign in
          </Button>
        </Stack>
      </form>
      {typeof system?.system.demoEmail === 'string' && <DemoHint email={system.system.demoEmail} onUse={fillDemo} />}
    </AuthFrame>
  );
}
