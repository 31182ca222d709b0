import { Link } from '@tanstack/react-router';
import { shorten } from '#client/format/address.ts';
import type { WalletsQuery } from '#client/generated/operations.ts';
import { withSymbol } from '../../ui/units.ts';
import { assetsOf } from './assets.ts';
import classes from './wallet-card.module.css';
import { WalletTags } from './wallet-tags.tsx';

type Wallet = WalletsQuery['wallets']['edges'][number]['node'];

/** One wallet of the list; the whole card is the link. */
export const WalletCard = ({ wallet }: { readonly wallet: Wallet }) => (
  <Link to="/wallets/$walletId" params={{ walletId: wallet.id }} className={`card ${classes['card']}`}>
    <div>
      <h2 className={classes['name']}>{wallet.label}</h2>
      <p className={classes['address']}>{shorten(wallet.address, 6)}</p>
    </div>
    <WalletTags wallet={wallet} />
    <Holdings balances={wallet.balances} />
  </Link>
);

const SHOWN = 4;

function Holdings({ balances }: Pick<Wallet, 'balances'>) {
  if (balances === null) return <p className={classes['holdings']}>Balances cannot be read just now</p>;
  const assets = assetsOf(balances);
  const more = assets.length - SHOWN;
  return (
    <p className={`numeric ${classes['holdings']}`}>
      {assets.slice(0, SHOWN).map((asset) => (
        <span key={asset.id}>{withSymbol(asset.amount, asset)}</span>
      ))}
      {more > 0 && <span className="quiet">and {more} more</span>}
    </p>
  );
}
