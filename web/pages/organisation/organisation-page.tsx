import { Group, Skeleton, Stack } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { OrganizationDetailsDocument } from '#client/generated/operations.ts';
import { Page } from '../../ui/page.tsx';
import { ProblemMessage } from '../../ui/problem-message.tsx';
import { useLastingQuery } from '../../ui/use-lasting-query.ts';
import { useViewer } from '../../ui/use-viewer.ts';
import { AddressesCard } from './addresses-card.tsx';
import { AuditCard } from './audit-card.tsx';
import { InvitationsCard } from './invitations-card.tsx';
import { MembersCard } from './members-card.tsx';
import { LeaveOrganisation, MakeOrganisation, RenameOrganisation } from './membership.tsx';
import { NetworksCard } from './networks-card.tsx';

/** The organisation one acts for: who is in it, where money may go, and what was done. */
export function OrganisationPage() {
  const { viewer, isOwner } = useViewer();
  const { data, error, refresh } = useLastingQuery({ query: OrganizationDetailsDocument, variables: {} });
  useDocumentTitle(`${data?.organization.name ?? 'Organisation'} · Sluice`);
  if (data === undefined && error)
    return <ProblemMessage title="The organisation could not be loaded" error={error} onRetry={refresh} />;
  if (data === undefined || viewer === null) return <Placeholder />;
  const { organization } = data;
  const actions = (
    <Group gap="xs">
      {isOwner && <RenameOrganisation name={organization.name} />}
      <MakeOrganisation />
      <LeaveOrganisation name={organization.name} />
    </Group>
  );
  return (
    <Page title={organization.name} actions={actions}>
      <MembersCard ownId={viewer.user.id} isOwner={isOwner} />
      {isOwner && <InvitationsCard />}
      <AddressesCard isOwner={isOwner} />
      <NetworksCard networks={organization.ipAllowList} isOwner={isOwner} />
      {isOwner && <AuditCard />}
    </Page>
  );
}

const Placeholder = () => (
  <Stack aria-busy="true" aria-label="Loading the organisation" role="status">
    <Skeleton height={34} width="30%" />
    <Skeleton height={150} radius={12} />
    <Skeleton height={260} radius={12} />
  </Stack>
);
