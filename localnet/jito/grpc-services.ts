import { type handleUnaryCall, type Metadata, type ServerWritableStream, status } from '@grpc/grpc-js';
import type { AuthServiceServer } from 'jito-ts/dist/gen/block-engine/auth.js';
import type { BundleResult } from 'jito-ts/dist/gen/block-engine/bundle.js';
import type { SearcherServiceServer, SubscribeBundleResultsRequest } from 'jito-ts/dist/gen/block-engine/searcher.js';
import type { Chain } from '../chain/chain.ts';
import { describeTransactionError } from '../chain/transaction-error.ts';
import { parseTransaction, TransactionFormatError } from '../chain/wire-transaction.ts';
import { type Auth, AuthRefused } from './auth.ts';
import { type BundleNews, BundleRefused, type Bundles } from './bundles.ts';
import { currentSlot, leaderSlots, REGION, VALIDATOR } from './leader.ts';
import { TIP_ACCOUNTS } from './tip-accounts.ts';

export interface EngineParts {
  readonly chain: Chain;
  readonly bundles: Bundles;
  readonly auth: Auth;
}

/** A handler that answers at once; what it throws becomes the call's status. */
function unary<Request, Response>(
  answer: (request: Request, metadata: Metadata) => Response,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    try {
      callback(null, answer(call.request, call.metadata));
    } catch (error) {
      callback({ code: codeOf(error), details: error instanceof Error ? error.message : String(error) });
    }
  };
}

function codeOf(error: unknown): status {
  if (error instanceof AuthRefused) return status.UNAUTHENTICATED;
  const isRefusal = error instanceof BundleRefused || error instanceof TransactionFormatError;
  return isRefusal ? status.INVALID_ARGUMENT : status.INTERNAL;
}

/** The authentication service, as jito-ts calls it. */
export function authService(auth: Auth): AuthServiceServer {
  return {
    generateAuthChallenge: unary(({ pubkey }) => ({ challenge: auth.challenge(pubkey) })),
    generateAuthTokens: unary(({ challenge, clientPubkey, signedChallenge }) =>
      auth.tokens(challenge, clientPubkey, signedChallenge),
    ),
    refreshAccessToken: unary(({ refreshToken }) => ({ accessToken: auth.refresh(refreshToken) })),
  };
}

/** The searcher service, as jito-ts calls it. */
export function searcherService({ chain, bundles, auth }: EngineParts): SearcherServiceServer {
  const known = <Request, Response>(answer: (request: Request, caller: string) => Response) =>
    unary<Request, Response>((request, metadata) => answer(request, callerOf(auth, metadata)));
  const slots = () => ({ [VALIDATOR]: { slots: leaderSlots(chain) } });
  return {
    sendBundle: known(({ bundle }, caller) => {
      const packets = bundle?.packets ?? [];
      return {
        uuid: bundles.submit(
          packets.map(({ data }) => parseTransaction(Buffer.from(data))),
          caller,
        ),
      };
    }),
    subscribeBundleResults: (call) => subscribe(call, bundles, auth),
    getTipAccounts: known(() => ({ accounts: [...TIP_ACCOUNTS] })),
    getRegions: known(() => ({ currentRegion: REGION, availableRegions: [REGION] })),
    getConnectedLeaders: known(() => ({ connectedValidators: slots() })),
    getConnectedLeadersRegioned: known(() => ({
      connectedValidators: { [REGION]: { connectedValidators: slots() } },
    })),
    getNextScheduledLeader: known(() => ({
      currentSlot: currentSlot(chain),
      nextLeaderSlot: currentSlot(chain) + 1,
      nextLeaderIdentity: VALIDATOR,
      nextLeaderRegion: REGION,
    })),
  };
}

const callerOf = (auth: Auth, metadata: Metadata): string => auth.caller(metadata.get('authorization')[0]?.toString());

function subscribe(
  call: ServerWritableStream<SubscribeBundleResultsRequest, BundleResult>,
  bundles: Bundles,
  auth: Auth,
): void {
  let caller: string;
  try {
    caller = callerOf(auth, call.metadata);
  } catch (error) {
    call.emit('error', { code: status.UNAUTHENTICATED, details: String(error) });
    return;
  }
  const stop = bundles.listen(caller, (bundleId, news) => call.write({ bundleId, ...resultOf(news) }));
  call.on('cancelled', stop);
  call.on('close', stop);
}

function resultOf(news: BundleNews): Omit<BundleResult, 'bundleId'> {
  switch (news.kind) {
    case 'accepted':
      return { accepted: { slot: news.slot, validatorIdentity: VALIDATOR } };
    case 'processed':
      return { processed: { slot: news.slot, validatorIdentity: VALIDATOR, bundleIndex: 0 } };
    case 'rejected': {
      const msg = describeTransactionError(news.error);
      return { rejected: { simulationFailure: { txSignature: news.signature, msg } } };
    }
  }
}
