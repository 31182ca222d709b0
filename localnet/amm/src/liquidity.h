// What deposit and withdraw have in common: their accounts, and the checks of them.
//
// The original moves its share of the profit since the last deposit or withdrawal aside in both. This program takes no
// profit: what swaps leave in the vaults belongs to the liquidity tokens alone.
#pragma once
#include "authority.h"
#include "errors.h"
#include "pool_state.h"
#include "sbpf.h"
#include "token.h"

// The form without the order book's accounts.
#define LIQUIDITY_ACCOUNTS_SHORT 11

typedef struct {
  const AccountInfo *token_program;
  const AccountInfo *pool;
  const AccountInfo *authority;
  const AccountInfo *target_orders;
  const AccountInfo *lp_mint;
  const AccountInfo *coin_vault;
  const AccountInfo *pc_vault;
  const AccountInfo *user_coin;
  const AccountInfo *user_pc;
  const AccountInfo *user_lp;
  const AccountInfo *owner;
} LiquidityAccounts;

// The accounts of the pool. In the long form its open orders come between the authority and the target orders.
INLINE void locate_pool_accounts(const AccountInfo *accounts, u64 count, LiquidityAccounts *out) {
  const AccountInfo *rest = accounts + (count == LIQUIDITY_ACCOUNTS_SHORT ? 3 : 4);
  out->token_program = accounts;
  out->pool = accounts + 1;
  out->authority = accounts + 2;
  out->target_orders = rest;
  out->lp_mint = rest + 1;
  out->coin_vault = rest + 2;
  out->pc_vault = rest + 3;
}

INLINE AmmError check_vaults(const LiquidityAccounts *accounts) {
  const u8 *pool = accounts->pool->data;
  if (!pubkey_equals(accounts->coin_vault->key, pool + POOL_COIN_VAULT) ||
      pubkey_equals(accounts->user_coin->key, pool + POOL_COIN_VAULT)) {
    return ERROR_INVALID_COIN_VAULT;
  }
  if (!pubkey_equals(accounts->pc_vault->key, pool + POOL_PC_VAULT) ||
      pubkey_equals(accounts->user_pc->key, pool + POOL_PC_VAULT)) {
    return ERROR_INVALID_PC_VAULT;
  }
  return SUCCESS;
}

// The authority, the token program and the vaults; the pool itself and its status have been checked.
INLINE AmmError check_authority_and_vaults(const LiquidityAccounts *accounts, const Pubkey *program_id,
                                           Authority *authority) {
  AmmError error;
  if ((error = check_authority(accounts->pool, accounts->authority, program_id, authority))) return error;
  if (!pubkey_equals(accounts->token_program->key, TOKEN_PROGRAM_ID)) return ERROR_INVALID_SPL_TOKEN_PROGRAM;
  return check_vaults(accounts);
}

INLINE AmmError check_lp_mint(const LiquidityAccounts *accounts) {
  bool is_lp_mint = pubkey_equals(accounts->lp_mint->key, accounts->pool->data + POOL_LP_MINT);
  return is_lp_mint ? SUCCESS : ERROR_INVALID_POOL_MINT;
}

INLINE AmmError check_target_orders(const LiquidityAccounts *accounts) {
  bool are_its_own = pubkey_equals(accounts->target_orders->key, accounts->pool->data + POOL_TARGET_ORDERS);
  return are_its_own ? SUCCESS : ERROR_INVALID_TARGET_ORDERS;
}

INLINE bool allows_liquidity(u64 status) {
  return status == STATUS_INITIALIZED || status == STATUS_LIQUIDITY_ONLY || status == STATUS_ORDER_BOOK_ONLY ||
         status == STATUS_SWAP_ONLY || status == STATUS_WAITING_TRADE;
}
