import { PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { useForm } from 'react-hook-form';
import { type CombinedError, useMutation, useQuery } from 'urql';
import { MeDocument, StepUpDocument } from '#client/generated/operations.ts';
import { problemOf } from '../api/errors.ts';
import { codeInput } from './code-input.ts';
import { Dialog } from './dialog.tsx';
import { FormButtons } from './form-buttons.tsx';

interface Answer {
  readonly error?: CombinedError | undefined;
}

export interface SteppedUp {
  /** Does it; where the server wants proof first, asks for that and does it again. Null when the person left it. */
  readonly run: <A extends Answer>(action: () => Promise<A>) => Promise<A | null>;
  /** The question, to be rendered somewhere on the page. */
  readonly dialog: ReactNode;
}

type Ask = (isProven: boolean) => void;

const asksForProof = ({ error }: Answer): boolean =>
  error !== undefined && problemOf(error).code === 'STEP_UP_REQUIRED';

/** For what the server does only for somebody who has just proved again that it is them. */
export function useSteppedUp(): SteppedUp {
  const waiting = useRef<Ask | null>(null);
  const [asking, setAsking] = useState(false);
  const answer = (isProven: boolean): void => {
    setAsking(false);
    waiting.current?.(isProven);
    waiting.current = null;
  };
  const ask = (): Promise<boolean> =>
    new Promise((resolve) => {
      waiting.current = resolve;
      setAsking(true);
    });
  return {
    async run(action) {
      const first = await action();
      if (!asksForProof(first)) return first;
      return (await ask()) ? action() : null;
    },
    dialog: <StepUpDialog opened={asking} onProven={() => answer(true)} onLeave={() => answer(false)} />,
  };
}

interface StepUpDialogProps {
  readonly opened: boolean;
  readonly onProven: () => void;
  readonly onLeave: () => void;
}

const StepUpDialog = ({ opened, onProven, onLeave }: StepUpDialogProps) => (
  <Dialog opened={opened} onClose={onLeave} title="Confirm that it is you">
    {opened && <StepUpForm onProven={onProven} onLeave={onLeave} />}
  </Dialog>
);

const EMPTY = { password: '', code: '' };

function StepUpForm({ onProven, onLeave }: Omit<StepUpDialogProps, 'opened'>) {
  const [{ data }] = useQuery({ query: MeDocument });
  const [, stepUp] = useMutation(StepUpDocument);
  const form = useForm({ defaultValues: EMPTY });
  const { errors, isSubmitting } = form.formState;
  const hasTwoFactor = data?.me.user.twoFactor === true;

  const submit = async ({ password, code }: typeof EMPTY): Promise<void> => {
    const { error } = await stepUp({ input: { password, ...(hasTwoFactor ? { code } : {}) } });
    if (!error) return onProven();
    const { code: problem, sentence } = problemOf(error);
    const message = problem === 'WRONG_CREDENTIALS' ? 'This is not your password.' : sentence;
    form.setError(problem === 'WRONG_CODE' ? 'code' : 'password', { message }, { shouldFocus: true });
  };

  return (
    <form noValidate onSubmit={form.handleSubmit(submit)}>
      <Stack gap="sm">
        <Text size="sm">Money and keys leave only for somebody who has just proved it. It holds for five minutes.</Text>
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          data-autofocus
          error={errors.password?.message}
          {...form.register('password', { required: 'Enter your password.' })}
        />
        {hasTwoFactor && (
          <TextInput
            label="Code of your authenticator app"
            error={errors.code?.message}
            {...codeInput}
            {...form.register('code', { required: 'Enter the code.' })}
          />
        )}
        <FormButtons label="It is me" underway={isSubmitting} onLeave={onLeave} />
      </Stack>
    </form>
  );
}
