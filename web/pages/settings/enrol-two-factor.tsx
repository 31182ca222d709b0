import { PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { encode } from 'uqr';
import { useMutation } from 'urql';
import {
  BeginTwoFactorDocument,
  type BeginTwoFactorMutation,
  ConfirmTwoFactorDocument,
} from '#client/generated/operations.ts';
import { problemOf } from '../../api/errors.ts';
import { codeInput } from '../../ui/code-input.ts';
import { FormProblem, showProblem } from '../../ui/form.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { Secret } from '../../ui/secret.tsx';
import { tellDone } from '../../ui/tell.ts';
import { BackupCodes } from './backup-codes.tsx';
import { secretOf } from './otp-uri.ts';

type Setup = BeginTwoFactorMutation['beginTwoFactor'];

interface EnrolTwoFactorProps {
  readonly close: () => void;
}

/** Password, then the app and its first code, then the backup codes. Nothing changes before the code is right. */
export function EnrolTwoFactor({ close }: EnrolTwoFactorProps) {
  const [setup, setSetup] = useState<Setup | null>(null);
  const [isOn, setIsOn] = useState(false);
  if (setup === null) return <AskPassword onBegun={setSetup} close={close} />;
  if (isOn) return <BackupCodes codes={setup.backupCodes} onKept={close} />;
  return <AskCode uri={setup.uri} onConfirmed={() => setIsOn(true)} close={close} />;
}

interface AskPasswordProps {
  readonly onBegun: (setup: Setup) => void;
  readonly close: () => void;
}

function AskPassword({ onBegun, close }: AskPasswordProps) {
  const [, begin] = useMutation(BeginTwoFactorDocument);
  const form = useForm({ defaultValues: { password: '' } });
  const { errors, isSubmitting } = form.formState;
  const submit = async (values: { password: string }): Promise<void> => {
    const { data, error } = await begin(values);
    if (data) onBegun(data.beginTwoFactor);
    if (!error) return;
    const { code, sentence } = problemOf(error);
    const message = code === 'WRONG_CREDENTIALS' ? 'This is not your password' : sentence;
    form.setError('password', { message }, { shouldFocus: true });
  };
  return (
    <form noValidate onSubmit={form.handleSubmit(submit)}>
      <Stack gap="sm">
        <Text size="sm">You need an authenticator app, such as Aegis, 1Password or Google Authenticator.</Text>
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          data-autofocus
          error={errors.password?.message}
          {...form.register('password')}
        />
        <FormButtons label="Go on" underway={isSubmitting} onLeave={close} />
      </Stack>
    </form>
  );
}

interface AskCodeProps {
  readonly uri: string;
  readonly onConfirmed: () => void;
  readonly close: () => void;
}

/** With the light border that readers need. */
const qrRows = (text: string): string[] =>
  encode(text, { border: 3 }).data.map((row) => row.map((isDark) => (isDark ? '1' : '0')).join(''));

function AskCode({ uri, onConfirmed, close }: AskCodeProps) {
  const [, confirm] = useMutation(ConfirmTwoFactorDocument);
  const form = useForm({ defaultValues: { code: '' } });
  const { errors, isSubmitting } = form.formState;
  const submit = async ({ code }: { code: string }): Promise<void> => {
    const { error } = await confirm({ code: code.trim() });
    if (error) return showProblem(form, error);
    tellDone('Two-factor is on');
    onConfirmed();
  };
  return (
    <form noValidate onSubmit={form.handleSubmit(submit)}>
      <Stack gap="sm">
        <Text size="sm">Read this with the app, or type the secret into it. Then enter the code that it shows.</Text>
        <Stack align="center">
          <QrCode rows={qrRows(uri)} label="QR code for the authenticator app" />
        </Stack>
        <Secret name="secret" value={secretOf(uri)} />
        <FormProblem message={errors.root?.message} />
        <TextInput
          label="Code"
          description="Six digits"
          autoFocus
          error={errors.code?.message}
          {...codeInput}
          {...form.register('code')}
        />
        <FormButtons label="Switch it on" underway={isSubmitting} onLeave={close} />
      </Stack>
    </form>
  );
}
