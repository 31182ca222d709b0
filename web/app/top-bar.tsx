import { Link } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { type Cluster, SystemDocument } from '#client/generated/operations.ts';
import { ColorSchemeToggle } from '../ui/color-scheme-toggle.tsx';
import { Logo } from '../ui/logo.tsx';
import { AccountMenu } from './account-menu.tsx';
import classes from './shell.module.css';

const CLUSTER_NAMES: Readonly<Record<Cluster, string>> = { LOCAL: 'Local chain', DEVNET: 'Devnet', TESTNET: 'Testnet' };

export function TopBar() {
  const [{ data }] = useQuery({ query: SystemDocument });
  return (
    <header className={classes['bar']}>
      <div className={classes['barInner']}>
        <Link to="/campaigns" className={classes['brand']} aria-label="Sluice, campaigns">
          <Logo />
        </Link>
        <nav className={classes['nav']} aria-label="Main">
          <Link to="/campaigns">Campaigns</Link>
          <Link to="/wallets">Wallets</Link>
        </nav>
        {data && <span className={classes['cluster']}>{CLUSTER_NAMES[data.system.cluster]}</span>}
        <span className={classes['spacer']} />
        <ColorSchemeToggle />
        <AccountMenu />
      </div>
    </header>
  );
}
