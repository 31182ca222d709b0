import { Anchor } from '@mantine/core';
import { useDocumentVisibility, useInterval } from '@mantine/hooks';
import { shorten } from '#client/format/address.ts';
import { type WithdrawalPartsFragment, WithdrawalsDocument } from '#client/generated/operations.ts';
import { Card } from '../../ui/card.tsx';
import { Copyable } from '../../ui/copyable.tsx';
import { ProblemMessage } from '../../ui/problem-message.tsx';
import { Empty, Note, Row, Rows } from '../../ui/rows.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Time } from '../../ui/time.tsx';
import { withSymbol } from '../../ui/units.ts';
import { useLastingQuery } from '../../ui/use-lasting-query.ts';
import { type Asset, assetsOf } from './assets.ts';
import type { Wallet } from './wallet.ts';
import { withdrawalWords } from './withdrawal-words.ts';

/** The API lists the organisation's; those of one wallet are picked out of the newest. */
const READ = 100;
/** While one is on its way, and otherwise: a person may ask a hundred times a minute, with all their tabs. */
const REFRESH_MS = { underway: 2_000, quiet: 15_000 } as const;
/** A new one is read at once, also when there was none before. */
const context = { additionalTypenames: ['Withdrawal'] };

/** Withdrawals from this wallet, newest first, from the moment they are asked for until they are final. */
export function WithdrawalsCard({ wallet }: { readonly wallet: Wallet }) {
  const { data, error, refresh } = useLastingQuery({ query: WithdrawalsDocument, variables: { first: READ }, context });
  const withdrawals = data?.withdrawals.edges.map(({ node }) => node).filter(({ walletId }) => walletId === wallet.id);
  const isUnderway = withdrawals?.some(({ intentState }) => intentState === 'PENDING') === true;
  const visible = useDocumentVisibility() === 'visible';
  const pause = isUnderway ? REFRESH_MS.underway : REFRESH_MS.quiet;
  useInterval(() => visible && refresh(), pause, { autoInvoke: true });
  const assets = wallet.balances === null ? [] : assetsOf(wallet.balances);
  return (
    <Card title="Withdrawals">
      {data === undefined && error && (
        <ProblemMessage title="The withdrawals could not be read" error={error} onRetry={refresh} />
      )}
      {withdrawals?.length === 0 && <Empty>Nothing was withdrawn from this wallet lately.</Empty>}
      <Rows>
        {withdrawals?.map((withdrawal) => (
          <WithdrawalRow key={withdrawal.id} withdrawal={withdrawal} assets={assets} />
        ))}
      </Rows>
    </Card>
  );
}

/** A mint that the wallet holds no more of is not among its assets, and its decimals are not known here. */
function amountOf({ asset: id, amount }: WithdrawalPartsFragment, assets: readonly Asset[]): string {
  const asset = assets.find((candidate) => candidate.id === id);
  return asset ? withSymbol(BigInt(amount), asset, asset.decimals) : `${amount} base units of ${shorten(id)}`;
}

interface WithdrawalRowProps {
  readonly withdrawal: WithdrawalPartsFragment;
  readonly assets: readonly Asset[];
}

function WithdrawalRow({ withdrawal, assets }: WithdrawalRowProps) {
  const { label, tone, note } = withdrawalWords(withdrawal);
  const { destination, signature, explorerUrl } = withdrawal;
  const words = (
    <>
      <strong className="numeric">{amountOf(withdrawal, assets)}</strong> to {withdrawal.label ?? ''}{' '}
      <Copyable value={destination} name="destination" />
      <Note>
        <Time at={Date.parse(withdrawal.createdAt)} />
        {note && ` · ${note}`}
        {signature && (
          <>
            {' '}
            · <Copyable value={signature} name="signature" />
          </>
        )}
        {explorerUrl && (
          <>
            {' '}
            <Anchor inherit href={explorerUrl} target="_blank" rel="noreferrer" aria-label="Show it in the explorer">
              ↗
            </Anchor>
          </>
        )}
      </Note>
    </>
  );
  return (
    <Row words={words}>
      <Tag tone={tone}>{label}</Tag>
    </Row>
  );
}
