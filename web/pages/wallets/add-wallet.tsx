import { Stack, Text, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { AddWatchWalletDocument, CreateWalletDocument } from '#client/generated/operations.ts';
import { DialogButton } from '../../ui/dialog-button.tsx';
import { FormProblem, showProblem } from '../../ui/form.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { address, label } from '../../ui/schemas.ts';
import { tellDone } from '../../ui/tell.ts';
import { useCreation } from '../../ui/use-creation.ts';
import { zodResolver } from '../../ui/zod-resolver.ts';

interface FormProps {
  readonly close: () => void;
}

export const CreateWallet = () => (
  <DialogButton label="Create a wallet" title="Create a wallet" variant="filled">
    {(close) => <CreateForm close={close} />}
  </DialogButton>
);

const createSchema = z.object({ label });

function CreateForm({ close }: FormProps) {
  const create = useCreation(CreateWalletDocument);
  const navigate = useNavigate();
  const form = useForm({ resolver: zodResolver(createSchema), defaultValues: { label: '' } });
  const { errors, isSubmitting } = form.formState;
  const submit = async (input: z.infer<typeof createSchema>): Promise<void> => {
    const { data, error } = await create(input);
    if (error) showProblem(form, error);
    if (!data) return;
    close();
    tellDone(`“${input.label}” is made`);
    await navigate({ to: '/wallets/$walletId', params: { walletId: data.createWallet.id } });
  };
  return (
    <form noValidate onSubmit={form.handleSubmit(submit)}>
      <Stack gap="sm">
        <Text size="sm">
          Its key is made by the signer, which alone can use it. Campaigns trade from it, and you can withdraw from it.
        </Text>
        <FormProblem message={errors.root?.message} />
        <TextInput label="Name" data-autofocus error={errors.label?.message} {...form.register('label')} />
        <FormButtons label="Create it" underway={isSubmitting} onLeave={close} />
      </Stack>
    </form>
  );
}

export const AddWatchWallet = () => (
  <DialogButton label="Watch an address" title="Watch an address">
    {(close) => <WatchForm close={close} />}
  </DialogButton>
);

const watchSchema = z.object({ label, address });

function WatchForm({ close }: FormProps) {
  const add = useCreation(AddWatchWalletDocument);
  const form = useForm({ resolver: zodResolver(watchSchema), defaultValues: { label: '', address: '' } });
  const { errors, isSubmitting } = form.formState;
  const submit = async (input: z.infer<typeof watchSchema>): Promise<void> => {
    const { error } = await add(input);
    if (error) return showProblem(form, error);
    close();
    tellDone(`“${input.label}” is watched`);
  };
  return (
    <form noValidate onSubmit={form.handleSubmit(submit)}>
      <Stack gap="sm">
        <Text size="sm">Its balances are shown here. Its key stays where it is, so it never trades.</Text>
        <FormProblem message={errors.root?.message} />
        <TextInput
          label="Address"
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          error={errors.address?.message}
          {...form.register('address')}
        />
        <TextInput label="Name" error={errors.label?.message} {...form.register('label')} />
        <FormButtons label="Watch it" underway={isSubmitting} onLeave={close} />
      </Stack>
    </form>
  );
}
