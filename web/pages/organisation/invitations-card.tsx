import { Button, Group, NativeSelect, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useMutation } from 'urql';
import { z } from 'zod';
import {
  type InvitationPartsFragment,
  InvitationsDocument,
  InviteMemberDocument,
  RevokeInvitationDocument,
} from '#client/generated/operations.ts';
import { Card } from '../../ui/card.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { DialogButton } from '../../ui/dialog-button.tsx';
import { FormProblem, showProblem } from '../../ui/form.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { ProblemMessage } from '../../ui/problem-message.tsx';
import { ROLE_OPTIONS, ROLES } from '../../ui/roles.ts';
import { Empty, Note, Row, Rows } from '../../ui/rows.tsx';
import { email } from '../../ui/schemas.ts';
import { Secret } from '../../ui/secret.tsx';
import { tellDone, tellProblem } from '../../ui/tell.ts';
import { dateTime } from '../../ui/time.tsx';
import { useCreation } from '../../ui/use-creation.ts';
import { useLastingQuery } from '../../ui/use-lasting-query.ts';
import { useSteppedUp } from '../../ui/use-stepped-up.tsx';
import { zodResolver } from '../../ui/zod-resolver.ts';

/** Who was asked to join and has not answered. For owners. */
export function InvitationsCard() {
  const { data, error, refresh } = useLastingQuery({ query: InvitationsDocument, variables: {} });
  return (
    <Card title="Invitations">
      {data === undefined && error && (
        <ProblemMessage title="The invitations could not be read" error={error} onRetry={refresh} />
      )}
      {data === undefined && !error && <Skeleton height={40} radius="md" />}
      {data?.invitations.length === 0 && <Empty>Nobody is asked to join just now.</Empty>}
      <Rows>
        {data?.invitations.map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} onChange={refresh} />
        ))}
      </Rows>
      <Group mt="md">
        <DialogButton label="Invite somebody" title="Invite somebody">
          {(close) => <Invite close={close} onInvited={refresh} />}
        </DialogButton>
      </Group>
    </Card>
  );
}

interface InvitationRowProps {
  readonly invitation: InvitationPartsFragment;
  readonly onChange: () => void;
}

function InvitationRow({ invitation, onChange }: InvitationRowProps) {
  const [, revoke] = useMutation(RevokeInvitationDocument);
  const { id, email: to, role, expiresAt } = invitation;
  const confirm = async (): Promise<boolean> => {
    const { error } = await revoke({ id });
    if (error) tellProblem('The invitation stands', error);
    else tellDone(`The invitation of ${to} is taken back`);
    onChange();
    return error === undefined;
  };
  const words = (
    <>
      <strong>{to}</strong>
      <Note>
        As {ROLES[role].name.toLowerCase()} · ends {dateTime(Date.parse(expiresAt))}
      </Note>
    </>
  );
  return (
    <Row words={words}>
      <ConfirmButton
        label="Take back"
        name={`Take the invitation of ${to} back`}
        title={`Take the invitation of ${to} back?`}
        consequences={['The link in the mail is worthless from then on.']}
        onConfirm={confirm}
      />
    </Row>
  );
}

const schema = z.object({ email, role: z.enum(['OWNER', 'TRADER', 'VIEWER']) });
type Values = z.infer<typeof schema>;

interface InviteProps {
  readonly close: () => void;
  readonly onInvited: () => void;
}

function Invite({ close, onInvited }: InviteProps) {
  const invite = useCreation(InviteMemberDocument);
  const steppedUp = useSteppedUp();
  const [token, setToken] = useState<string | null>(null);
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { email: '', role: 'TRADER' } });
  const { errors, isSubmitting } = form.formState;
  const submit = async (input: Values): Promise<void> => {
    const answer = await steppedUp.run(() => invite(input));
    if (answer?.error) showProblem(form, answer.error);
    if (!answer?.data) return;
    onInvited();
    setToken(answer.data.inviteMember.token);
  };
  if (token !== null) return <Sent to={form.getValues('email')} token={token} close={close} />;
  return (
    <>
      <form noValidate onSubmit={form.handleSubmit(submit)}>
        <Stack gap="sm">
          <FormProblem message={errors.root?.message} />
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="off"
            data-autofocus
            error={errors.email?.message}
            {...form.register('email')}
          />
          <NativeSelect
            label="Role"
            data={ROLE_OPTIONS}
            description={`May ${ROLES[form.watch('role')].may}`}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            {...form.register('role')}
          />
          <FormButtons label="Invite" underway={isSubmitting} onLeave={close} />
        </Stack>
      </form>
      {steppedUp.dialog}
    </>
  );
}

interface SentProps {
  readonly to: string;
  readonly token: string;
  readonly close: () => void;
}

const Sent = ({ to, token, close }: SentProps) => (
  <Stack gap="sm">
    <Text size="sm">
      A link is on its way to {to}. It works once, for seven days, and only for an account with that address. If no mail
      gets there, hand it over yourself:
    </Text>
    <Secret name="invitation link" value={`${window.location.origin}/accept-invitation?token=${token}`} />
    <Group justify="flex-end" mt="sm">
      <Button onClick={close}>Done</Button>
    </Group>
  </Stack>
);
