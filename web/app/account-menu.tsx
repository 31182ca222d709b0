import { Button, Menu, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMutation, useQuery } from 'urql';
import { MeDocument, OrganizationsDocument, SignOutDocument } from '#client/generated/operations.ts';
import { useApi } from '../api/api.ts';
import { ROLES } from '../ui/roles.ts';
import { useSwitchOrganisation } from '../ui/use-switch-organisation.ts';

export function AccountMenu() {
  const { sessions } = useApi();
  const [{ data }] = useQuery({ query: MeDocument });
  const [, signOut] = useMutation(SignOutDocument);
  const leave = async (): Promise<void> => {
    // Whatever the server answers, or if it does not: who leaves has left.
    await signOut({});
    sessions.set(null);
  };
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button variant="subtle" color="gray" size="compact-md" fz={14} fw={500} maw={180} aria-label="Account">
          {data?.me.user.name ?? 'Account'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {data && (
          <Menu.Label>
            <Text size="sm" c="var(--ink)">
              {data.me.user.email}
            </Text>
            <Text size="xs">
              {data.me.organization.name} · {ROLES[data.me.role].name}
            </Text>
          </Menu.Label>
        )}
        <Menu.Divider />
        <Menu.Item renderRoot={(props) => <Link to="/settings" {...props} />}>Settings</Menu.Item>
        <Menu.Item renderRoot={(props) => <Link to="/organisation" {...props} />}>Organisation</Menu.Item>
        {data?.me.platformRole === 'ADMIN' && (
          <Menu.Item renderRoot={(props) => <Link to="/admin/health" {...props} />}>
            Health of the installation
          </Menu.Item>
        )}
        {data && <OtherOrganisations current={data.me.organization.id} />}
        <Menu.Item onClick={() => void leave()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The organisations one can act for instead. Nothing where there is only one. */
function OtherOrganisations({ current }: { readonly current: string }) {
  const [{ data }] = useQuery({ query: OrganizationsDocument });
  const change = useSwitchOrganisation();
  const others = data?.organizations.filter(({ organizationId }) => organizationId !== current) ?? [];
  if (others.length === 0) return null;
  return (
    <>
      <Menu.Divider />
      <Menu.Label>Act for</Menu.Label>
      {others.map(({ organizationId, name, role }) => (
        <Menu.Item key={organizationId} onClick={() => void change(organizationId)}>
          {name} · {ROLES[role].name}
        </Menu.Item>
      ))}
      <Menu.Divider />
    </>
  );
}
