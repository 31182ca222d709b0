import { Skeleton, Stack } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Page } from '../../ui/page.tsx';
import { useViewer } from '../../ui/use-viewer.ts';
import { ApiKeysCard } from './api-keys-card.tsx';
import { LegalCard } from './legal-card.tsx';
import { PasswordCard } from './password-card.tsx';
import { ProfileCard } from './profile-card.tsx';
import { SessionsCard } from './sessions-card.tsx';
import { TwoFactorCard } from './two-factor-card.tsx';

/** A person's own account, and, for owners, the organisation's API keys. */
export function SettingsPage() {
  useDocumentTitle('Settings · Sluice');
  const { viewer, isOwner, refresh } = useViewer();
  if (viewer === null) return <Placeholder />;
  return (
    <Page title="Settings">
      <ProfileCard viewer={viewer} />
      <PasswordCard email={viewer.user.email} />
      <TwoFactorCard isOn={viewer.user.twoFactor} onChange={refresh} />
      <SessionsCard />
      {isOwner && <ApiKeysCard />}
      <LegalCard viewer={viewer} onChange={refresh} />
    </Page>
  );
}

const Placeholder = () => (
  <Stack aria-busy="true" aria-label="Loading the settings" role="status">
    <Skeleton height={34} width="30%" />
    <Skeleton height={110} radius={12} />
    <Skeleton height={240} radius={12} />
  </Stack>
);
