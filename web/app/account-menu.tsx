import { Button, Menu, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMutation, useQuery } from 'urql';
import { MeDocument, type OrganizationRole, SignOutDocument } from '#client/generated/operations.ts';
import { useApi } from '../api/api.ts';

const ROLE_NAMES: Readonly<Record<OrganizationRole, string>> = { OWNER: 'Owner', TRADER: 'Trader', VIEWER: 'Viewer' };

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
              {data.me.organization.name} · {ROLE_NAMES[data.me.role]}
            </Text>
          </Menu.Label>
        )}
        <Menu.Divider />
        {data?.me.platformRole === 'ADMIN' && (
          <Menu.Item renderRoot={(props) => <Link to="/admin/health" {...props} />}>
            Health of the installation
          </Menu.Item>
        )}
        <Menu.Item onClick={() => void leave()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
