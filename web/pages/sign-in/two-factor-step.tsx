import { Button, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useMutation } from 'urql';
import { z } from 'zod';
import { SignInTwoFactorDocument } from '#client/generated/operations.ts';
import { problemOf } from '../../api/errors.ts';
import type { Session } from '../../api/session-store.ts';
import { codeInput } from '../../ui/code-input.ts';
import { zodResolver } from '../../ui/zod-resolver.ts';

interface TwoFactorStepProps {
  /** Of the sign-in that was right so far. */
  readonly challenge: string;
  readonly onEnter: (session: Session) => void;
  /** The challenge has ended: begin again with the password, and say why. */
  readonly onOver: (sentence: string) => void;
}

const schema = z.object({ code: z.string().trim().min(1, 'Enter the code') });
type Values = z.infer<typeof schema>;

/** The second step of a sign-in: a code of the app, or one of the backup codes. */
export function TwoFactorStep({ challenge, onEnter, onOver }: TwoFactorStepProps) {
  const [usesBackup, setUsesBackup] = useState(false);
  const [, signIn] = useMutation(SignInTwoFactorDocument);
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { code: '' } });
  const { errors, isSubmitting } = form.formState;

  const submit = async ({ code }: Values): Promise<void> => {
    const proof = usesBackup ? { backupCode: code } : { code };
    const { data, error } = await signIn({ input: { challenge, ...proof } });
    if (data) return onEnter(data.signInTwoFactor);
    if (!error) return;
    const problem = problemOf(error);
    if (problem.code === 'TOKEN_INVALID')
      return onOver('That took too long, or too many codes were wrong. Sign in again.');
    form.setError('code', { message: problem.sentence }, { shouldFocus: true });
  };

  const switchWay = (): void => {
    setUsesBackup(!usesBackup);
    form.reset();
  };

  return (
    <form noValidate onSubmit={form.handleSubmit(submit)}>
      <Stack gap="sm">
        <TextInput
          label={usesBackup ? 'Backup code' : 'Code of your authenticator app'}
          description={usesBackup ? 'Each is good once.' : 'Six digits, new every half a minute.'}
          error={errors.code?.message}
          autoFocus
          {...(usesBackup ? { autoComplete: 'off' } : codeInput)}
          {...form.register('code')}
        />
        <Button type="submit" loading={isSubmitting} mt="xs" fullWidth>
          Go on
        </Button>
        <Button variant="transparent" size="compact-sm" onClick={switchWay}>
          {usesBackup ? 'Use the app instead' : 'Use a backup code instead'}
        </Button>
      </Stack>
    </form>
  );
}
