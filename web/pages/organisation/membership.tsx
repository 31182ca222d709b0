import { Stack, Text, TextInput } from '@mantine/core';
import { useForm } from 'react-hook-form';
import { useMutation } from 'urql';
import { z } from 'zod';
import {
  CreateOrganizationDocument,
  LeaveOrganizationDocument,
  RenameOrganizationDocument,
} from '#client/generated/operations.ts';
import { useApi } from '../../api/api.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { DialogButton } from '../../ui/dialog-button.tsx';
import { FormProblem, showProblem } from '../../ui/form.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { label } from '../../ui/schemas.ts';
import { tellDone, tellProblem } from '../../ui/tell.ts';
import { useCreation } from '../../ui/use-creation.ts';
import { useSwitchOrganisation } from '../../ui/use-switch-organisation.ts';
import { useViewer } from '../../ui/use-viewer.ts';
import { zodResolver } from '../../ui/zod-resolver.ts';

const schema = z.object({ name: label });
type Values = z.infer<typeof schema>;

interface FormProps {
  readonly close: () => void;
}

export const RenameOrganisation = ({ name }: { readonly name: string }) => (
  <DialogButton label="Rename" title="Rename the organisation" size="xs">
    {(close) => <RenameForm name={name} close={close} />}
  </DialogButton>
);

function RenameForm({ name, close }: FormProps & { readonly name: string }) {
  const [, rename] = useMutation(RenameOrganizationDocument);
  const { refresh } = useViewer();
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { name } });
  const { errors, isSubmitting } = form.formState;
  const submit = async (values: Values): Promise<void> => {
    const { error } = await rename(values);
    if (error) return showProblem(form, error);
    refresh();
    close();
    tellDone(`The organisation is called “${values.name}” now`);
  };
  return (
    <form noValidate onSubmit={form.handleSubmit(submit)}>
      <Stack gap="sm">
        <FormProblem message={errors.root?.message} />
        <TextInput label="Name" data-autofocus error={errors.name?.message} {...form.register('name')} />
        <FormButtons label="Rename" underway={isSubmitting} onLeave={close} />
      </Stack>
    </form>
  );
}

/** Another organisation, of which one is the owner. */
export const MakeOrganisation = () => (
  <DialogButton label="Make another" title="Make another organisation" size="xs">
    {(close) => <MakeForm close={close} />}
  </DialogButton>
);

function MakeForm({ close }: FormProps) {
  const create = useCreation(CreateOrganizationDocument);
  const change = useSwitchOrganisation();
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { name: '' } });
  const { errors, isSubmitting } = form.formState;
  const submit = async (values: Values): Promise<void> => {
    const { data, error } = await create(values);
    if (error) showProblem(form, error);
    if (data) await change(data.createOrganization.organizationId);
  };
  return (
    <form noValidate onSubmit={form.handleSubmit(submit)}>
      <Stack gap="sm">
        <Text size="sm">
          It has wallets, campaigns and members of its own, and you own it. You act for it from then on, and switch back
          in the account menu.
        </Text>
        <FormProblem message={errors.root?.message} />
        <TextInput label="Name" data-autofocus error={errors.name?.message} {...form.register('name')} />
        <FormButtons label="Make it" underway={isSubmitting} onLeave={close} />
      </Stack>
    </form>
  );
}

export function LeaveOrganisation({ name }: { readonly name: string }) {
  const [, leave] = useMutation(LeaveOrganizationDocument);
  const { keeper } = useApi();
  const confirm = async (): Promise<boolean> => {
    const { error } = await leave({});
    if (error) tellProblem('You are still a member', error);
    if (error) return false;
    // The next token is for an organisation one is still in.
    await keeper.renew();
    window.location.assign('/campaigns');
    return true;
  };
  return (
    <ConfirmButton
      label="Leave"
      title={`Leave ${name}?`}
      consequences={[
        'You see and do nothing of it from then on; coming back takes an invitation.',
        'Your API keys for it end for good. Its campaigns go on.',
      ]}
      dangerous
      onConfirm={confirm}
    />
  );
}
