import { formatUnits } from '#client/format/amounts.ts';
import type { WalletBalancesPartsFragment } from '#client/generated/operations.ts';
import { Card, Table } from '../../ui/card.tsx';
import { Copyable } from '../../ui/copyable.tsx';
import { Empty } from '../../ui/rows.tsx';
import { assetsOf } from './assets.ts';

/** What the wallet holds, as the chain has it. */
export const BalancesCard = ({ balances }: { readonly balances: WalletBalancesPartsFragment | null }) => (
  <Card title="Balances">
    {balances === null ? (
      <Empty>The chain cannot be read just now. The balances come back by themselves.</Empty>
    ) : (
      <Table label="Balances" columns={['Asset', 'Amount']}>
        {assetsOf(balances).map(({ id, symbol, decimals, amount }) => (
          <tr key={id}>
            <td>
              {symbol} {id !== 'SOL' && <Copyable value={id} name="mint" />}
            </td>
            <td>{formatUnits(amount, decimals)}</td>
          </tr>
        ))}
      </Table>
    )}
  </Card>
);
