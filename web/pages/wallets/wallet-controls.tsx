import { Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useForm } from 'react-hook-form';
import { useMutation } from 'urql';
import { z } from 'zod';
import { DeleteWalletDocument, UpdateWalletDocument } from '#client/generated/operations.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { DialogButton } from '../../ui/dialog-button.tsx';
import { FormProblem, showProblem } from '../../ui/form.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { label } from '../../ui/schemas.ts';
import { tellDone, tellProblem } from '../../ui/tell.ts';
import { zodResolver } from '../../ui/zod-resolver.ts';
import type { Wallet } from './wallet.ts';

interface ControlProps {
  readonly wallet: Wallet;
}

export const RenameWallet = ({ wallet }: ControlProps) => (
  <DialogButton label="Rename" title={`Rename “${wallet.label}”`} size="xs">
    {(close) => <RenameForm wallet={wallet} close={close} />}
  </DialogButton>
);

const schema = z.object({ label });

function RenameForm({ wallet, close }: ControlProps & { readonly close: () => void }) {
  const [, update] = useMutation(UpdateWalletDocument);
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { label: wallet.label } });
  const { errors, isSubmitting } = form.formState;
  const submit = async (values: z.infer<typeof schema>): Promise<void> => {
    const { error } = await update({ input: { id: wallet.id, label: values.label } });
    if (error) return showProblem(form, error);
    close();
    tellDone(`The wallet is called “${values.label}” now`);
  };
  return (
    <form noValidate onSubmit={form.handleSubmit(submit)}>
      <Stack gap="sm">
        <FormProblem message={errors.root?.message} />
        <TextInput label="Name" data-autofocus error={errors.label?.message} {...form.register('label')} />
        <FormButtons label="Rename" underway={isSubmitting} onLeave={close} />
      </Stack>
    </form>
  );
}

export function SwitchWallet({ wallet }: ControlProps) {
  const [, update] = useMutation(UpdateWalletDocument);
  const label = wallet.active ? 'Switch off' : 'Switch on';
  const change = async (): Promise<boolean> => {
    const { error } = await update({ input: { id: wallet.id, active: !wallet.active } });
    if (error) tellProblem('The wallet stays as it is', error);
    else tellDone(`“${wallet.label}” is ${wallet.active ? 'switched off' : 'in use again'}`);
    return error === undefined;
  };
  const consequences = wallet.active
    ? [
        'Once it is off, nothing more is signed with it: campaigns and withdrawals of this wallet wait, and expire when their time is over.',
        'What was signed before is driven to its end. You can switch it on again.',
      ]
    : ['Campaigns that still run go on trading from it, and withdrawals can be made again.'];
  return (
    <ConfirmButton label={label} title={`${label} “${wallet.label}”?`} consequences={consequences} onConfirm={change} />
  );
}

export function DeleteWallet({ wallet }: ControlProps) {
  const [, remove] = useMutation(DeleteWalletDocument);
  const navigate = useNavigate();
  const isCustodial = wallet.kind === 'CUSTODIAL';
  const confirm = async (): Promise<boolean> => {
    const { error } = await remove({ id: wallet.id });
    if (error) tellProblem('The wallet was not deleted', error);
    if (error) return false;
    tellDone(`“${wallet.label}” is deleted`);
    await navigate({ to: '/wallets' });
    return true;
  };
  const consequences = isCustodial
    ? [
        'It leaves all lists, and nothing is signed with it any more. Its history and its sealed key are kept.',
        'It must be empty, and no run of it may be going on.',
      ]
    : ['It leaves all lists. You can watch the same address again later.'];
  return (
    <ConfirmButton
      label="Delete"
      title={`Delete “${wallet.label}”?`}
      consequences={consequences}
      dangerous
      onConfirm={confirm}
    />
  );
}
