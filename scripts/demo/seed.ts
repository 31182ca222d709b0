/**
 * Makes the demo once: an account, a funded wallet, a token and a pool on the local chain, and a campaign that buys the token.
 * Everything Sluice holds is made through the public API; every step asks first whether it was done before.
 */
import { Connection, LAMPORTS_PER_SOL, PublicKey } from '@solana/web3.js';
import type { ApiClient } from '#client/api-client.ts';
import { ApiError } from '#client/api-client.ts';
import {
  AddPoolDocument,
  CampaignDocument,
  type CampaignPartsFragment,
  CreateCampaignDocument,
  CreateWalletDocument,
  RegisterTokenDocument,
  SignInDocument,
  SignUpDocument,
  StartCampaignDocument,
} from '#client/generated/operations.ts';
import { createDemo } from '../../localnet/tools/demo.ts';
import { type LogIn, rememberCampaign, remembered } from './log-in.ts';

const WALLET_SOL = 100;
const BUDGET_SOL = 40;
/** Long enough to be watched, often enough that something happens at once after every start. */
const DURATION_SECONDS = 6 * 3_600;
const CADENCE_SECONDS = 5;
const SLIPPAGE_BPS = 100;

const key = (name: string): string => `demo-seed:${name}`;

/** Signs the demo account in, making it at the first start. */
export async function enter(api: ApiClient, { email, password }: LogIn): Promise<void> {
  const { signIn } = await api.run(SignInDocument, { input: { email, password } }).catch(async (error: unknown) => {
    if (!(error instanceof ApiError) || error.code !== 'WRONG_CREDENTIALS') throw error;
    const { signUp } = await api.run(SignUpDocument, { input: { email, password, name: 'Demo' } });
    return { signIn: signUp };
  });
  api.setSession(signIn);
}

/**
 * The demo campaign: made and started on the first start, and begun again when its last run has come to its end. One that a
 * person paused or stopped stays so, and other campaigns of the account are none of the demo's business.
 */
export async function ensureCampaign(api: ApiClient, rpcUrl: string, dataDir: string): Promise<string> {
  const { campaignId } = remembered(dataDir);
  const id = campaignId ?? (await createDemoCampaign(api, rpcUrl)).id;
  if (campaignId === undefined) rememberCampaign(dataDir, id);
  const { status } = (await api.run(CampaignDocument, { id })).campaign;
  if (status === 'DRAFT' || status === 'COMPLETED') {
    const input = { campaignId: id, idempotencyKey: `${key('start')}:${Date.now()}` };
    await api.run(StartCampaignDocument, { input });
  }
  return id;
}

async function createDemoCampaign(api: ApiClient, rpcUrl: string): Promise<CampaignPartsFragment> {
  const connection = new Connection(rpcUrl, 'confirmed');
  const [wallet, demo] = await Promise.all([fundedWallet(api, connection), createDemo(connection)]);
  const mint = demo.token.mint.toBase58();
  const { registerToken: token } = await api.run(RegisterTokenDocument, {
    input: { mint, idempotencyKey: key('token') },
  });
  const { addPool: pool } = await api.run(AddPoolDocument, {
    input: { address: demo.pool.pool.toBase58(), tokenId: token.id, idempotencyKey: key('pool') },
  });
  const { createCampaign } = await api.run(CreateCampaignDocument, {
    input: {
      name: `Buy ${token.symbol ?? 'the demo token'} steadily`,
      tokenId: token.id,
      poolId: pool.id,
      walletId: wallet.id,
      slippageBps: SLIPPAGE_BPS,
      twapBuy: {
        budget: BigInt(BUDGET_SOL * LAMPORTS_PER_SOL).toString(),
        durationSeconds: DURATION_SECONDS,
        cadenceSeconds: CADENCE_SECONDS,
      },
      idempotencyKey: key('campaign'),
    },
  });
  return createCampaign;
}

async function fundedWallet(api: ApiClient, connection: Connection): Promise<{ id: string }> {
  const input = { label: 'Demo wallet', idempotencyKey: key('wallet') };
  const { createWallet: wallet } = await api.run(CreateWalletDocument, { input });
  const address = new PublicKey(wallet.address);
  if ((await connection.getBalance(address)) > 0) return wallet;
  const signature = await connection.requestAirdrop(address, WALLET_SOL * LAMPORTS_PER_SOL);
  await connection.confirmTransaction({ signature, ...(await connection.getLatestBlockhash()) }, 'confirmed');
  return wallet;
}
