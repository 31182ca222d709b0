import type { Connection, PublicKey } from '@solana/web3.js';

export interface AccountToWrite {
  readonly address: PublicKey;
  readonly owner: PublicKey;
  readonly data: Buffer;
}

interface RpcAnswer {
  readonly error?: { readonly message: string };
}

/**
 * Writes accounts straight into the local chain, rent-exempt, all in one step. For accounts of programs that cannot run
 * there (Metaplex, OpenBook) and for what Raydium's own initialisation would have made.
 *
 * @throws Error when the endpoint is not a local chain of ours, which alone knows the method.
 */
export async function writeAccounts(connection: Connection, accounts: readonly AccountToWrite[]): Promise<void> {
  const params = await Promise.all(
    accounts.map(async ({ address, owner, data }) => ({
      pubkey: address.toBase58(),
      lamports: String(await connection.getMinimumBalanceForRentExemption(data.length)),
      owner: owner.toBase58(),
      data: data.toString('base64'),
    })),
  );
  const response = await fetch(connection.rpcEndpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'sluice_setAccounts', params: [params] }),
  });
  const answer = (await response.json()) as RpcAnswer;
  if (answer.error !== undefined) throw new Error(`sluice_setAccounts: ${answer.error.message}`);
}
