// Where the fields of the 752-byte AMM v4 pool account lie (`AmmInfo` of raydium-amm, `LIQUIDITY_STATE_LAYOUT_V4` of
// the SDK). "Coin" is the base side and "pc" the quote side, in the words of the original.
#pragma once
#include "errors.h"
#include "sbpf.h"
#include "token.h"

#define POOL_STATE_SIZE 752

enum {
  POOL_STATUS = 0,
  POOL_NONCE = 8, // bump of the authority's address
  POOL_COIN_DECIMALS = 32,
  POOL_PC_DECIMALS = 40,
  POOL_SWAP_FEE_NUMERATOR = 176,
  POOL_SWAP_FEE_DENOMINATOR = 184,
  POOL_NEED_TAKE_PNL_COIN = 192, // in the vault, but no longer the pool's
  POOL_NEED_TAKE_PNL_PC = 200,
  POOL_OPEN_TIME = 224, // seconds since the epoch
  POOL_COIN_VAULT = 336,
  POOL_PC_VAULT = 368,
  POOL_COIN_MINT = 400,
  POOL_PC_MINT = 432,
  POOL_LP_MINT = 464,
  POOL_TARGET_ORDERS = 592,
  POOL_LP_AMOUNT = 720, // liquidity tokens in circulation
};

enum {
  STATUS_INITIALIZED = 1,
  STATUS_WITHDRAW_ONLY = 3,
  STATUS_LIQUIDITY_ONLY = 4,
  STATUS_ORDER_BOOK_ONLY = 5,
  STATUS_SWAP_ONLY = 6,
  STATUS_WAITING_TRADE = 7, // becomes SWAP_ONLY with the first swap after the open time
};

INLINE AmmError check_pool(const AccountInfo *pool, const Pubkey *program_id) {
  bool is_pool = pubkey_equals(pool->owner, program_id) && pool->data_len == POOL_STATE_SIZE;
  return is_pool ? SUCCESS : ERROR_INVALID_AMM_OWNER;
}

// What the curve works on: what the vaults hold less the profit set aside.
typedef struct {
  u64 coin;
  u64 pc;
} Reserves;

INLINE AmmError load_reserves(const AccountInfo *pool, const AccountInfo *coin_vault, const AccountInfo *pc_vault,
                              Reserves *out) {
  u64 coin = token_amount(coin_vault), coin_aside = load_u64(pool->data + POOL_NEED_TAKE_PNL_COIN);
  u64 pc = token_amount(pc_vault), pc_aside = load_u64(pool->data + POOL_NEED_TAKE_PNL_PC);
  if (coin < coin_aside || pc < pc_aside) return ERROR_CHECKED_SUB_OVERFLOW;
  out->coin = coin - coin_aside;
  out->pc = pc - pc_aside;
  return SUCCESS;
}
