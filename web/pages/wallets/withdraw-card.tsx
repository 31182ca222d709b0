import { Anchor, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { WithdrawalAddressesDocument } from '#client/generated/operations.ts';
import { Card } from '../../ui/card.tsx';
import { ProblemMessage } from '../../ui/problem-message.tsx';
import { Empty } from '../../ui/rows.tsx';
import { useLastingQuery } from '../../ui/use-lasting-query.ts';
import { assetsOf } from './assets.ts';
import type { Wallet } from './wallet.ts';
import { WithdrawForm } from './withdraw-form.tsx';
import { destinationsOf } from './withdrawal-form.ts';

const SHOWN = 100;

interface WithdrawCardProps {
  readonly wallet: Wallet;
  readonly onDone: () => void;
}

/** Sends SOL or tokens to an address of the organisation's list. For owners. */
export const WithdrawCard = (props: WithdrawCardProps) => (
  <Card title="Withdraw">
    <Withdraw {...props} />
  </Card>
);

function Withdraw({ wallet, onDone }: WithdrawCardProps) {
  const { data, error, refresh } = useLastingQuery({ query: WithdrawalAddressesDocument, variables: { first: SHOWN } });
  if (data === undefined && error)
    return <ProblemMessage title="The addresses could not be read" error={error} onRetry={refresh} />;
  if (data === undefined) return <Skeleton height={180} radius="md" />;
  if (!wallet.active) return <Empty>The wallet is switched off: nothing is signed with it.</Empty>;
  if (wallet.balances === null) return <Empty>The chain cannot be read just now.</Empty>;
  const addresses = data.withdrawalAddresses.edges.map(({ node }) => node);
  const destinations = destinationsOf(addresses, wallet.address);
  if (destinations.length === 0) return <NoAddress />;
  return (
    <WithdrawForm wallet={wallet} assets={assetsOf(wallet.balances)} destinations={destinations} onDone={onDone} />
  );
}

const NoAddress = () => (
  <Empty>
    Money leaves only to addresses that your organisation has listed.{' '}
    <Anchor inherit renderRoot={(props) => <Link to="/organisation" {...props} />}>
      List an address
    </Anchor>
  </Empty>
);
