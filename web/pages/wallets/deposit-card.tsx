import { Anchor, Skeleton } from '@mantine/core';
import { useQuery } from 'urql';
import { WalletDepositDocument } from '#client/generated/operations.ts';
import { Card } from '../../ui/card.tsx';
import { ProblemMessage } from '../../ui/problem-message.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { CopySecret } from '../../ui/secret.tsx';
import classes from './deposit-card.module.css';

/** Where to send SOL and tokens to. */
export function DepositCard({ walletId }: { readonly walletId: string }) {
  const [{ data, error }, read] = useQuery({ query: WalletDepositDocument, variables: { id: walletId } });
  const retry = (): void => read({ requestPolicy: 'network-only' });
  return (
    <Card title="Deposit">
      {!data && error && <ProblemMessage title="It could not be read" error={error} onRetry={retry} />}
      {!data && !error && <Skeleton height={280} radius="md" />}
      {data && <Deposit {...data.wallet.deposit} />}
    </Card>
  );
}

interface DepositProps {
  readonly address: string;
  readonly uri: string;
  readonly qr: readonly string[];
}

const Deposit = ({ address, uri, qr }: DepositProps) => (
  <div className={classes['deposit']}>
    <QrCode rows={qr} label={`QR code of ${uri}`} />
    <p className={classes['address']}>{address}</p>
    <CopySecret name="address" value={address} />
    <p className={classes['note']}>
      SOL and tokens alike are sent here.{' '}
      <Anchor inherit href={uri}>
        Open in a wallet program
      </Anchor>
    </p>
  </div>
);
