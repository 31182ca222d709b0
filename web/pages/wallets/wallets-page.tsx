import { Group } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Page } from '../../ui/page.tsx';
import { Pages } from '../../ui/pages.tsx';
import { useViewer } from '../../ui/use-viewer.ts';
import { AddWatchWallet, CreateWallet } from './add-wallet.tsx';
import { WalletsChunk } from './wallets-chunk.tsx';

/** Every wallet of the organisation, newest first. */
export function WalletsPage() {
  useDocumentTitle('Wallets · Sluice');
  const { mayTrade } = useViewer();
  const actions = mayTrade && (
    <Group gap="xs">
      <AddWatchWallet />
      <CreateWallet />
    </Group>
  );
  return (
    <Page title="Wallets" actions={actions}>
      <Pages more="Show older wallets">{(after, next) => <WalletsChunk after={after}>{next}</WalletsChunk>}</Pages>
    </Page>
  );
}
