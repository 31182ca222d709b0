// The swap instructions of Raydium AMM v4's wire interface:
//
//   tag  name            data (u64 little-endian)     accounts
//   9    swapBaseIn      amount in, least out         17, or 18 with target orders: the market's accounts are passed
//   11   swapBaseOut     most in, amount out          over unread, since this pool places no orders
//   16   swapBaseInV2    as 9                         8: token program, pool, authority, coin vault, pc vault,
//   17   swapBaseOutV2   as 11                        user source, user destination, user owner
//
// Checks come in the original's order, so that an instruction with two faults gets the same code.
#pragma once
#include "authority.h"
#include "curve.h"
#include "errors.h"
#include "pool_state.h"
#include "ray_log.h"
#include "sbpf.h"
#include "token.h"

enum { TAG_SWAP_BASE_IN = 9, TAG_SWAP_BASE_OUT = 11, TAG_SWAP_BASE_IN_V2 = 16, TAG_SWAP_BASE_OUT_V2 = 17 };
enum { DIRECTION_PC_TO_COIN = 1, DIRECTION_COIN_TO_PC = 2 };

#define SWAP_DATA_LEN 17
#define SWAP_V1_ACCOUNTS 17
#define SWAP_V1_ACCOUNTS_WITH_TARGET_ORDERS 18
#define SWAP_V2_ACCOUNTS 8

typedef struct {
  const AccountInfo *token_program;
  const AccountInfo *pool;
  const AccountInfo *authority;
  const AccountInfo *coin_vault;
  const AccountInfo *pc_vault;
  const AccountInfo *source;
  const AccountInfo *destination;
  const AccountInfo *owner;
} SwapAccounts;

typedef struct {
  bool base_in;
  u64 first_amount;
  u64 second_amount;
} SwapRequest;

INLINE bool is_swap_tag(u8 tag) {
  return tag == TAG_SWAP_BASE_IN || tag == TAG_SWAP_BASE_OUT || tag == TAG_SWAP_BASE_IN_V2 ||
         tag == TAG_SWAP_BASE_OUT_V2;
}

INLINE AmmError locate_accounts(u8 tag, const AccountInfo *accounts, u64 count, SwapAccounts *out) {
  u64 vaults, user;
  if (tag == TAG_SWAP_BASE_IN_V2 || tag == TAG_SWAP_BASE_OUT_V2) {
    if (count < SWAP_V2_ACCOUNTS) return ERROR_WRONG_ACCOUNTS_NUMBER;
    vaults = 3;
    user = 5;
  } else if (count == SWAP_V1_ACCOUNTS) {
    vaults = 4;
    user = 14;
  } else if (count == SWAP_V1_ACCOUNTS_WITH_TARGET_ORDERS) {
    vaults = 5;
    user = 15;
  } else {
    return ERROR_WRONG_ACCOUNTS_NUMBER;
  }
  out->token_program = accounts;
  out->pool = accounts + 1;
  out->authority = accounts + 2;
  out->coin_vault = accounts + vaults;
  out->pc_vault = accounts + vaults + 1;
  out->source = accounts + user;
  out->destination = accounts + user + 1;
  out->owner = accounts + user + 2;
  return SUCCESS;
}

INLINE bool is_vault(const SwapAccounts *accounts, const AccountInfo *account) {
  return pubkey_equals(account->key, accounts->coin_vault->key) || pubkey_equals(account->key, accounts->pc_vault->key);
}

INLINE AmmError check_accounts(const SwapAccounts *accounts, const Pubkey *program_id, Authority *authority) {
  const AccountInfo *pool = accounts->pool;
  AmmError error;
  if ((error = check_pool(pool, program_id))) return error;
  if (!accounts->owner->is_signer) return ERROR_INVALID_SIGNER;
  if (!pubkey_equals(accounts->token_program->key, TOKEN_PROGRAM_ID)) return ERROR_INVALID_SPL_TOKEN_PROGRAM;
  if ((error = check_authority(pool, accounts->authority, program_id, authority))) return error;
  if (!pubkey_equals(accounts->coin_vault->key, pool->data + POOL_COIN_VAULT)) return ERROR_INVALID_COIN_VAULT;
  if (!pubkey_equals(accounts->pc_vault->key, pool->data + POOL_PC_VAULT)) return ERROR_INVALID_PC_VAULT;
  if (is_vault(accounts, accounts->source) || is_vault(accounts, accounts->destination)) {
    return ERROR_INVALID_USER_TOKEN;
  }
  return SUCCESS;
}

// A waiting pool opens with the first swap at or after its open time.
INLINE AmmError check_status(u8 *pool) {
  u64 status = load_u64(pool + POOL_STATUS);
  if (status == STATUS_INITIALIZED || status == STATUS_SWAP_ONLY) return SUCCESS;
  if (status != STATUS_WAITING_TRADE) return ERROR_INVALID_STATUS;
  Clock clock;
  sol_get_clock_sysvar(&clock);
  if (clock.unix_timestamp < load_u64(pool + POOL_OPEN_TIME)) return ERROR_INVALID_STATUS;
  store_u64(pool + POOL_STATUS, STATUS_SWAP_ONLY);
  return SUCCESS;
}

INLINE AmmError check_token_accounts(const SwapAccounts *accounts) {
  if (!is_token_account(accounts->coin_vault) || !is_token_account(accounts->pc_vault) ||
      !is_token_account(accounts->source) || !is_token_account(accounts->destination)) {
    return ERROR_INVALID_SPL_TOKEN_PROGRAM;
  }
  return SUCCESS;
}

INLINE AmmError find_direction(const SwapAccounts *accounts, u64 *direction) {
  const AccountInfo *source = accounts->source, *destination = accounts->destination;
  if (same_mint(source, accounts->coin_vault) && same_mint(destination, accounts->pc_vault)) {
    *direction = DIRECTION_COIN_TO_PC;
  } else if (same_mint(source, accounts->pc_vault) && same_mint(destination, accounts->coin_vault)) {
    *direction = DIRECTION_PC_TO_COIN;
  } else {
    return ERROR_INVALID_USER_TOKEN;
  }
  return SUCCESS;
}

// Fills in the two amounts. A base-in swap of more than the user holds is logged with a result of zero.
INLINE AmmError price_swap(const Curve *curve, const SwapRequest *request, u64 held, u64 *amount_in,
                           u64 *amount_out) {
  if (!request->base_in) {
    *amount_out = request->second_amount;
    return amount_in_for(curve, *amount_out, amount_in);
  }
  *amount_in = request->first_amount;
  *amount_out = 0;
  return held < *amount_in ? SUCCESS : amount_out_for(curve, *amount_in, amount_out);
}

INLINE AmmError check_amounts(const Curve *curve, const SwapRequest *request, u64 held, u64 amount_in,
                              u64 amount_out) {
  if (held < amount_in) return ERROR_INSUFFICIENT_FUNDS;
  if (request->base_in ? amount_out < request->second_amount : amount_in > request->first_amount) {
    return ERROR_EXCEEDED_SLIPPAGE;
  }
  if (amount_in == 0 || amount_out == 0) return ERROR_INVALID_INPUT;
  return amount_out >= curve->reserve_out ? ERROR_INSUFFICIENT_FUNDS : SUCCESS;
}

INLINE u64 settle(const SwapAccounts *accounts, u64 direction, u64 amount_in, u64 amount_out,
                  const SignerSeeds *signer) {
  bool sells_coin = direction == DIRECTION_COIN_TO_PC;
  const AccountInfo *vault_in = sells_coin ? accounts->coin_vault : accounts->pc_vault;
  const AccountInfo *vault_out = sells_coin ? accounts->pc_vault : accounts->coin_vault;
  TokenMove in = {TOKEN_TRANSFER, accounts->source, vault_in, accounts->owner, amount_in};
  TokenMove out = {TOKEN_TRANSFER, vault_out, accounts->destination, accounts->authority, amount_out};
  u64 error = move_tokens(accounts->token_program, &in, 0);
  return error ? error : move_tokens(accounts->token_program, &out, signer);
}

NOINLINE u64 swap_with(const SwapAccounts *accounts, const SwapRequest *request, const SignerSeeds *signer) {
  u64 direction, amount_in, amount_out;
  Reserves reserves;
  AmmError error;
  if ((error = check_status(accounts->pool->data))) return error;
  if ((error = check_token_accounts(accounts))) return error;
  if ((error = load_reserves(accounts->pool, accounts->coin_vault, accounts->pc_vault, &reserves))) return error;
  if ((error = find_direction(accounts, &direction))) return error;

  bool sells_coin = direction == DIRECTION_COIN_TO_PC;
  Curve curve = {
      .reserve_in = sells_coin ? reserves.coin : reserves.pc,
      .reserve_out = sells_coin ? reserves.pc : reserves.coin,
      .fee_numerator = load_u64(accounts->pool->data + POOL_SWAP_FEE_NUMERATOR),
      .fee_denominator = load_u64(accounts->pool->data + POOL_SWAP_FEE_DENOMINATOR),
  };
  u64 held = token_amount(accounts->source);
  if ((error = price_swap(&curve, request, held, &amount_in, &amount_out))) return error;

  const u64 log[] = {request->first_amount,
                     request->second_amount,
                     direction,
                     held,
                     reserves.coin,
                     reserves.pc,
                     request->base_in ? amount_out : amount_in};
  write_ray_log(request->base_in ? LOG_SWAP_BASE_IN : LOG_SWAP_BASE_OUT, log, sizeof log / sizeof *log);

  if ((error = check_amounts(&curve, request, held, amount_in, amount_out))) return error;
  return settle(accounts, direction, amount_in, amount_out, signer);
}

NOINLINE u64 process_swap(const AccountInfo *infos, u64 count, const u8 *data, u64 data_len, const Pubkey *program_id) {
  u8 tag = data[0];
  if (data_len < SWAP_DATA_LEN) return ERROR_INVALID_INSTRUCTION;
  SwapAccounts accounts;
  AmmError error = locate_accounts(tag, infos, count, &accounts);
  if (error) return error;
  Authority authority;
  if ((error = check_accounts(&accounts, program_id, &authority))) return error;
  SwapRequest request = {
      .base_in = tag == TAG_SWAP_BASE_IN || tag == TAG_SWAP_BASE_IN_V2,
      .first_amount = load_u64(data + 1),
      .second_amount = load_u64(data + 9),
  };
  return swap_with(&accounts, &request, &authority.signer);
}
