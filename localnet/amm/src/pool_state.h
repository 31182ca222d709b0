// Where the fields of the 752-byte AMM v4 pool account lie (`AmmInfo` of raydium-amm, `LIQUIDITY_STATE_LAYOUT_V4` of
// the SDK). "Coin" is the base side and "pc" the quote side, in the words of the original.
#pragma once
#include "sbpf.h"

#define POOL_STATE_SIZE 752

enum {
  POOL_STATUS = 0,
  POOL_NONCE = 8, // bump of the authority's address
  POOL_SWAP_FEE_NUMERATOR = 176,
  POOL_SWAP_FEE_DENOMINATOR = 184,
  POOL_NEED_TAKE_PNL_COIN = 192, // in the vault, but no longer the pool's
  POOL_NEED_TAKE_PNL_PC = 200,
  POOL_OPEN_TIME = 224, // seconds since the epoch
  POOL_COIN_VAULT = 336,
  POOL_PC_VAULT = 368,
};

enum {
  STATUS_INITIALIZED = 1,
  STATUS_SWAP_ONLY = 6,
  STATUS_WAITING_TRADE = 7, // becomes SWAP_ONLY with the first swap after the open time
};

#define AUTHORITY_SEED "amm authority"
#define AUTHORITY_SEED_LEN (sizeof(AUTHORITY_SEED) - 1)
