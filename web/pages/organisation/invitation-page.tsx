import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useState } from 'react';
import { useMutation } from 'urql';
import { AcceptInvitationDocument } from '#client/generated/operations.ts';
import { problemOf } from '../../api/errors.ts';
import { PageMessage } from '../../ui/page-message.tsx';
import { ROLES } from '../../ui/roles.ts';
import { useLinkToken } from '../../ui/use-link-token.ts';
import { useSwitchOrganisation } from '../../ui/use-switch-organisation.ts';
import { useViewer } from '../../ui/use-viewer.ts';

/** Where the link of an invitation leads. A press joins, not the visit. */
export function InvitationPage() {
  useDocumentTitle('Invitation · Sluice');
  const token = useLinkToken();
  const { viewer } = useViewer();
  const [{ data, fetching, error }, accept] = useMutation(AcceptInvitationDocument);
  const change = useSwitchOrganisation();
  const [isLeaving, setIsLeaving] = useState(false);
  const enter = async (organizationId: string): Promise<void> => {
    setIsLeaving(true);
    await change(organizationId);
    setIsLeaving(false);
  };
  if (data) {
    const { organizationId, name, role } = data.acceptInvitation;
    return (
      <PageMessage
        title={`You are in ${name}`}
        text={`As ${ROLES[role].name.toLowerCase()}, you may ${ROLES[role].may}.`}
      >
        <Button loading={isLeaving} onClick={() => void enter(organizationId)}>
          Act for {name}
        </Button>
      </PageMessage>
    );
  }
  return (
    <>
      {error && <PageMessage title="That did not work" text={problemOf(error).sentence} urgent />}
      <PageMessage
        title="You are invited to an organisation"
        text={`You join it as ${viewer?.user.email ?? 'yourself'}. The invitation must have been sent to that address.`}
      >
        <Button loading={fetching} disabled={token === ''} onClick={() => void accept({ token })}>
          Join
        </Button>
      </PageMessage>
    </>
  );
}
