/** What a wallet is asked to sign to prove that somebody holds its key: Sign-In With Solana, which is CAIP-122 as text. */
import type { Cluster } from './clusters.ts';
import type { Address } from './ids.ts';

export interface SignInMessage {
  /** Where people reach the console, without a slash at the end. */
  readonly publicUrl: string;
  readonly address: Address;
  /** What the signature is for; one line. */
  readonly statement: string;
  readonly cluster: Cluster;
  /** Letters and digits. */
  readonly nonce: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** Chain ids of Sign-In With Solana. */
const CHAIN_ID: Readonly<Record<Cluster, string>> = {
  local: 'localnet',
  devnet: 'devnet',
  testnet: 'testnet',
  'mainnet-beta': 'mainnet',
};

/** To be signed byte for byte. */
export const signInMessage = (message: SignInMessage): string =>
  [
    `${new URL(message.publicUrl).host} wants you to sign in with your Solana account:`,
    message.address,
    '',
    message.statement,
    '',
    `URI: ${message.publicUrl}`,
    'Version: 1',
    `Chain ID: ${CHAIN_ID[message.cluster]}`,
    `Nonce: ${message.nonce}`,
    `Issued At: ${message.issuedAt.toISOString()}`,
    `Expiration Time: ${message.expiresAt.toISOString()}`,
  ].join('\n');
