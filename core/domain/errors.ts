/**
 * The errors people and programs meet. Codes are append-only: clients switch on them, so one is never renamed or reused.
 * A context holds what the sentence needs; it never holds a secret.
 */
export interface ErrorContexts {
  /** A field breaks a rule: `field` is its path in the input. */
  BAD_USER_INPUT: { field: string; rule: string };
  INVALID_ADDRESS: { field: string; value: string };
  ADDRESS_OFF_CURVE: { field: string; value: string };
  UNAUTHENTICATED: Record<never, never>;
  FORBIDDEN: { need: string };
  /** Also the answer for what exists but belongs to somebody else. */
  NOT_FOUND: { what: string };
  /** The same idempotency key with another body, or a unique name taken. */
  CONFLICT: { field: string };
  NOT_A_MINT: { field: string; address: string };
  TOKEN_EXISTS: { field: string; mint: string };
  POOL_EXISTS: { field: string; address: string };
  NOT_A_POOL: { field: string; address: string };
  POOL_OF_ANOTHER_MINT: { field: string; mint: string; pool: string };
  /** AMM v4 trades no token-2022 mint. */
  TOKEN_PROGRAM_UNSUPPORTED: { field: string; mint: string; venue: string };
  POOL_CLOSED: { field: string; pool: string };
  WALLET_INACTIVE: { field: string };
  WALLET_WATCH_ONLY: { field: string };
  WALLET_EXISTS: { field: string; address: string };
  /** `missing` in base units of `asset`. */
  INSUFFICIENT_BALANCE: { field: string; asset: string; needed: string; available: string; missing: string };
  ILLEGAL_TRANSITION: { from: string; operation: string };
  ALREADY_RUNNING: { campaignId: string };
  INVALID_STRATEGY: { field: string; rule: string };
  INVALID_CURSOR: { field: string };
  SLOW_CONSUMER: Record<never, never>;
  CHAIN_UNAVAILABLE: Record<never, never>;
  SIGNER_UNAVAILABLE: Record<never, never>;
  SEAL_UNREADABLE: { field: string };
  WRONG_CREDENTIALS: Record<never, never>;
  EMAIL_TAKEN: { field: string };
  WEAK_PASSWORD: { field: string; rule: string };
  /** A strategy that is rehearsal only was asked for on a chain that is not (G-05). */
  REHEARSAL_ONLY: { strategy: string };
  GUARD_HALTED: { scope: string };
  /** It was delivered in a way that nothing can be made of. */
  NOT_RETRYABLE: { what: string };
  /** What an operator declares is not what the chain shows; `rule` says what is missing. */
  VERDICT_REFUSED: { rule: string };
  /** A campaign trades over a block engine, and this installation has none. */
  BLOCK_ENGINE_MISSING: { field: string; route: string };
  INTERNAL: { correlationId: string };
  /** The caller asked too often; `retryAfter` in whole seconds. */
  RATE_LIMITED: { retryAfter: number };
  /** The operation asks for more than one request may; `rule` says of what. */
  TOO_COMPLEX: { rule: string };
  /** Not one of our clients' operations, where only those are served. */
  OPERATION_NOT_ALLOWED: Record<never, never>;
  /** The session must prove itself again. */
  STEP_UP_REQUIRED: Record<never, never>;
  /** The password was right; the second factor is asked for. `challenge` is good for nothing without it. */
  TWO_FACTOR_REQUIRED: { challenge: string };
  WRONG_CODE: { field: string };
  EMAIL_NOT_VERIFIED: Record<never, never>;
  /** A link or code that was sent has ended, was used, or was never given. */
  TOKEN_INVALID: { field: string };
  /** The person has not declared yet that the use is legal. */
  ATTESTATION_REQUIRED: Record<never, never>;
  /** The organisation lets this be done from some addresses only. */
  IP_NOT_ALLOWED: Record<never, never>;
  /** An API key without the scope. */
  SCOPE_MISSING: { need: string };
  /** An organisation keeps at least one owner. */
  LAST_OWNER: Record<never, never>;
  /** A signed message that does not prove what it should. */
  PROOF_INVALID: { field: string };
  WALLET_UNPROVEN: { field: string };
  WALLET_IN_USE: { rule: string };
  ADDRESS_NOT_ALLOWED: { field: string; address: string };
  /** A new address waits; `usableAt` is an ISO time. */
  ADDRESS_TOO_NEW: { field: string; usableAt: string };
  /** No API key will do, or no outside issuer's token. */
  SESSION_REQUIRED: Record<never, never>;
  /** Nobody counts attempts just now, and this must not be tried uncounted. */
  LIMITS_UNAVAILABLE: Record<never, never>;
  /** A mutation came over the socket, where none is served. */
  MUTATION_ON_SOCKET: Record<never, never>;
}

export type ErrorCode = keyof ErrorContexts;

const SENTENCE: { [C in ErrorCode]: (context: ErrorContexts[C]) => string } = {
  BAD_USER_INPUT: ({ field, rule }) => `${field}: ${rule}`,
  INVALID_ADDRESS: ({ field }) => `${field} is not a Solana address (32 bytes in base58)`,
  ADDRESS_OFF_CURVE: ({ field }) => `${field} cannot hold a key: it is a program's address`,
  UNAUTHENTICATED: () => 'Sign in first',
  FORBIDDEN: ({ need }) => `This needs the role ${need}`,
  NOT_FOUND: ({ what }) => `No such ${what}`,
  CONFLICT: ({ field }) => `${field} was already used for something else`,
  TOKEN_EXISTS: ({ mint }) => `The token ${mint} is already here`,
  POOL_EXISTS: ({ address }) => `The pool ${address} is already here`,
  NOT_A_MINT: ({ address }) => `${address} is not a token mint on this chain`,
  NOT_A_POOL: ({ address }) => `${address} is not a Raydium AMM v4 pool on this chain`,
  POOL_OF_ANOTHER_MINT: ({ mint, pool }) => `The pool ${pool} does not trade the mint ${mint}`,
  TOKEN_PROGRAM_UNSUPPORTED: ({ mint, venue }) => `${venue} cannot trade ${mint}: it is a Token-2022 mint`,
  POOL_CLOSED: ({ pool }) => `The pool ${pool} is not open for swaps`,
  WALLET_INACTIVE: () => 'The wallet is switched off',
  WALLET_WATCH_ONLY: () => 'The wallet is watch-only: Sluice holds no key for it',
  WALLET_EXISTS: ({ address }) => `The wallet ${address} is already here`,
  INSUFFICIENT_BALANCE: ({ asset, needed, available, missing }) =>
    `Not enough ${asset}: ${needed} base units needed, ${available} there, ${missing} missing`,
  ILLEGAL_TRANSITION: ({ from, operation }) =>
    `Cannot ${operation.toLowerCase()} a campaign that is ${from.toLowerCase()}`,
  ALREADY_RUNNING: () => 'The campaign is already running',
  INVALID_STRATEGY: ({ field, rule }) => `${field}: ${rule}`,
  INVALID_CURSOR: ({ field }) => `${field} is not a cursor of this list`,
  SLOW_CONSUMER: () => 'Reading too slowly: subscribe again from the last event seen',
  CHAIN_UNAVAILABLE: () => 'No Solana endpoint answers just now; try again shortly',
  SIGNER_UNAVAILABLE: () => 'The signer does not answer just now; try again shortly',
  SEAL_UNREADABLE: ({ field }) => `${field} was not sealed to this signer's key`,
  WRONG_CREDENTIALS: () => 'Wrong e-mail or password',
  EMAIL_TAKEN: () => 'There is already an account for this e-mail',
  WEAK_PASSWORD: ({ rule }) => `The password ${rule}`,
  REHEARSAL_ONLY: ({ strategy }) =>
    `${strategy} runs on the local chain, devnet and testnet only; there is no override`,
  GUARD_HALTED: ({ scope }) => `Trading is halted for the ${scope}`,
  NOT_RETRYABLE: ({ what }) => `This ${what} cannot be tried again, only discarded`,
  VERDICT_REFUSED: ({ rule }) => `The verdict is refused: ${rule}`,
  BLOCK_ENGINE_MISSING: ({ route }) => `The route ${route} needs a block engine, and none is configured here`,
  RATE_LIMITED: ({ retryAfter }) => `Too many requests; try again in ${retryAfter} s`,
  TOO_COMPLEX: ({ rule }) => `The operation asks for too much: ${rule}`,
  OPERATION_NOT_ALLOWED: () => 'Only the operations of the shipped clients are served here',
  STEP_UP_REQUIRED: () => 'Confirm that it is you first: password, and code where two-factor is on',
  TWO_FACTOR_REQUIRED: () => 'Enter the code of your authenticator app',
  WRONG_CODE: () => 'The code is wrong or has ended',
  EMAIL_NOT_VERIFIED: () => 'Confirm your e-mail address first: the link is in your inbox',
  TOKEN_INVALID: () => 'The link or code has ended or was used already; ask for a new one',
  ATTESTATION_REQUIRED: () => 'Declare first that your use is legal where you are',
  IP_NOT_ALLOWED: () => 'Your organisation does not allow this from your network address',
  SCOPE_MISSING: ({ need }) => `The API key lacks the scope ${need}`,
  LAST_OWNER: () => 'An organisation keeps at least one owner',
  PROOF_INVALID: ({ field }) => `${field} does not prove it: sign exactly the message that was asked for`,
  WALLET_UNPROVEN: () => 'Prove first that the wallet is yours, by a signed message',
  WALLET_IN_USE: ({ rule }) => `The wallet is in use: ${rule}`,
  ADDRESS_NOT_ALLOWED: ({ address }) => `${address} is not on the list of withdrawal addresses`,
  ADDRESS_TOO_NEW: ({ usableAt }) => `This address can be withdrawn to from ${usableAt} on`,
  SESSION_REQUIRED: () => 'This needs a person who is signed in here: an API key or another issuer’s token will not do',
  LIMITS_UNAVAILABLE: () => 'Attempts cannot be counted just now, so none is made; try again shortly',
  MUTATION_ON_SOCKET: () => 'Send mutations over HTTP: the socket serves queries and subscriptions',
  INTERNAL: ({ correlationId }) => `Something went wrong here; quote ${correlationId} when you report it`,
};

/** An error with a code, a typed context and a sentence for people. */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'AppError';
  readonly code: C;
  readonly context: ErrorContexts[C];

  constructor(code: C, context: ErrorContexts[C]) {
    super(SENTENCE[code](context));
    this.code = code;
    this.context = context;
  }
}

export const appError = <C extends ErrorCode>(code: C, context: ErrorContexts[C]): AppError<C> =>
  new AppError(code, context);

export const isAppError = (error: unknown): error is AppError => error instanceof AppError;
