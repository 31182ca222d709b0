/** The way a campaign's transactions take, in words for people. Pure. */
import type { Route } from '#client/generated/operations.ts';
import { SOL, withSymbol } from '../../ui/units.ts';

interface Routed {
  readonly route: Route;
  /** Lamports, as decimal text. */
  readonly maxTipLamports: string;
}

const NAMES: Readonly<Record<Route, string>> = {
  RPC: 'Public RPC',
  JITO_ONLY: 'Jito only',
  JITO_THEN_RPC: 'Jito first, then RPC',
};

/** What it means, in one sentence; nothing for the ordinary way. */
const HELP: Readonly<Record<Route, string | null>> = {
  RPC: null,
  JITO_ONLY: 'Nobody sees a trade before it lands, so nobody can trade ahead of it; it may have to wait.',
  JITO_THEN_RPC: 'A trade that has not landed after two seconds goes out publicly as well.',
};

/** Most digits of a tip after the point: lamports are the ninth. */
const LAMPORT_DIGITS = 9;

export const routeName = ({ route, maxTipLamports }: Routed): string =>
  route === 'RPC' ? NAMES.RPC : `${NAMES[route]}, tip up to ${withSymbol(BigInt(maxTipLamports), SOL, LAMPORT_DIGITS)}`;

export const routeHelp = ({ route }: Routed): string | null => HELP[route];
