import { Group, Skeleton, Stack } from '@mantine/core';
import { useDocumentTitle, useDocumentVisibility, useInterval } from '@mantine/hooks';
import { Link, useParams } from '@tanstack/react-router';
import { WalletDocument } from '#client/generated/operations.ts';
import { Copyable } from '../../ui/copyable.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemMessage } from '../../ui/problem-message.tsx';
import { useLastingQuery } from '../../ui/use-lasting-query.ts';
import { useViewer } from '../../ui/use-viewer.ts';
import { BalancesCard } from './balances-card.tsx';
import { DepositCard } from './deposit-card.tsx';
import { ExportKey } from './export-key.tsx';
import { ProveWallet } from './prove-wallet.tsx';
import type { Wallet } from './wallet.ts';
import { DeleteWallet, RenameWallet, SwitchWallet } from './wallet-controls.tsx';
import classes from './wallet-page.module.css';
import { WalletTags } from './wallet-tags.tsx';
import { WithdrawCard } from './withdraw-card.tsx';
import { WithdrawalsCard } from './withdrawals-card.tsx';

const REFRESH_MS = 5_000;

/** One wallet: what it holds, how money gets in and out, and its key. */
export function WalletPage() {
  const { walletId } = useParams({ from: '/signed-in/wallets/$walletId' });
  return <WalletById key={walletId} id={walletId} />;
}

function WalletById({ id }: { readonly id: string }) {
  const { data, error, refresh } = useLastingQuery({ query: WalletDocument, variables: { id } });
  useDocumentTitle(`${data?.wallet.label ?? 'Wallet'} · Sluice`);
  const visible = useDocumentVisibility() === 'visible';
  useInterval(() => visible && refresh(), REFRESH_MS, { autoInvoke: true });
  if (data) return <WalletView wallet={data.wallet} refresh={refresh} />;
  if (error) return <ProblemMessage title="The wallet could not be loaded" error={error} onRetry={refresh} />;
  return <Placeholder />;
}

function WalletView({ wallet, refresh }: { readonly wallet: Wallet; readonly refresh: () => void }) {
  const { mayTrade, isOwner } = useViewer();
  const isCustodial = wallet.kind === 'CUSTODIAL';
  return (
    <Page
      title={wallet.label}
      crumbs={<Link to="/wallets">Wallets</Link>}
      lead={<Lead wallet={wallet} />}
      actions={mayTrade && <Controls wallet={wallet} />}
    >
      <div className={classes['columns']}>
        <Stack gap={14}>
          <BalancesCard balances={wallet.balances} />
          {isCustodial && isOwner && <WithdrawCard wallet={wallet} onDone={refresh} />}
        </Stack>
        <DepositCard walletId={wallet.id} />
      </div>
      {isCustodial && <WithdrawalsCard wallet={wallet} />}
    </Page>
  );
}

const Lead = ({ wallet }: { readonly wallet: Wallet }) => (
  <Group gap="sm" mt={4}>
    <WalletTags wallet={wallet} />
    <Copyable value={wallet.address} name="wallet address" />
  </Group>
);

function Controls({ wallet }: { readonly wallet: Wallet }) {
  const { isOwner } = useViewer();
  const isCustodial = wallet.kind === 'CUSTODIAL';
  return (
    <Group gap="xs">
      {!isCustodial && wallet.provenAt === null && <ProveWallet wallet={wallet} />}
      <RenameWallet wallet={wallet} />
      {isCustodial && <SwitchWallet wallet={wallet} />}
      {isCustodial && isOwner && <ExportKey wallet={wallet} />}
      <DeleteWallet wallet={wallet} />
    </Group>
  );
}

const Placeholder = () => (
  <Stack aria-busy="true" aria-label="Loading the wallet" role="status">
    <Skeleton height={34} width="30%" />
    <Skeleton height={150} radius={12} />
    <Skeleton height={260} radius={12} />
  </Stack>
);
