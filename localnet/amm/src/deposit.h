// Deposit, tag 3 of Raydium AMM v4's wire interface: adds liquidity at the pool's ratio.
//
//   data      most coin, most pc, base side (0: all of the coin goes in, else all of the pc), and optionally the least
//             of the other side; each a u64, little-endian
//   accounts  14 or 15: token program, pool, authority, open orders, target orders, liquidity mint, coin vault, pc vault,
//             market, user coin, user pc, user liquidity, owner, event queue; or 11, without those of the order book
//
// With base side coin, and the same with the sides exchanged otherwise:
//
//   pc in     = ceil(most coin * reserve pc / reserve coin)
//   liquidity = floor(liquidity in circulation * coin in / reserve coin)
#pragma once
#include "curve.h"
#include "liquidity.h"
#include "ray_log.h"

#define TAG_DEPOSIT 3
#define DEPOSIT_ACCOUNTS 14
#define DEPOSIT_DATA_LEN 25
#define DEPOSIT_DATA_LEN_WITH_LEAST 33

typedef struct {
  u64 max_coin;
  u64 max_pc;
  u64 base_side;
  u64 other_least; // zero when not given
} DepositRequest;

typedef struct {
  u64 coin;
  u64 pc;
  u64 minted;
} Deposit;

INLINE AmmError locate_deposit_accounts(const AccountInfo *accounts, u64 count, LiquidityAccounts *out) {
  bool is_short = count == LIQUIDITY_ACCOUNTS_SHORT;
  if (!is_short && count != DEPOSIT_ACCOUNTS && count != DEPOSIT_ACCOUNTS + 1) return ERROR_WRONG_ACCOUNTS_NUMBER;
  locate_pool_accounts(accounts, count, out);
  const AccountInfo *user = accounts + (is_short ? 7 : 9);
  out->user_coin = user;
  out->user_pc = user + 1;
  out->user_lp = user + 2;
  out->owner = user + 3;
  return SUCCESS;
}

NOINLINE void log_deposit(const DepositRequest *request, const Reserves *reserves, u64 liquidity,
                          const Deposit *deposit) {
  const u64 log[] = {request->max_coin, request->max_pc, request->base_side, reserves->coin, reserves->pc, liquidity, 0,
                     0,                 0,               0,                  deposit->coin,  deposit->pc,  deposit->minted};
  write_ray_log(LOG_DEPOSIT, log, sizeof log / sizeof *log);
}

// Fills in what goes in and what is minted for it. What is beyond the user's limits leaves nothing minted.
INLINE AmmError price_deposit(const DepositRequest *request, const Reserves *reserves, u64 liquidity, Deposit *out) {
  bool base_coin = request->base_side == 0;
  u64 given = base_coin ? request->max_coin : request->max_pc;
  u64 given_reserve = base_coin ? reserves->coin : reserves->pc;
  u64 other_reserve = base_coin ? reserves->pc : reserves->coin;
  u64 other;
  AmmError error = multiply_divide(given, other_reserve, given_reserve, true, &other);
  if (error) return error;
  out->coin = base_coin ? given : other;
  out->pc = base_coin ? other : given;
  if (other > (base_coin ? request->max_pc : request->max_coin)) return ERROR_EXCEEDED_SLIPPAGE;
  if (other < request->other_least) return ERROR_EXCEEDED_SLIPPAGE;
  return multiply_divide(liquidity, given, given_reserve, false, &out->minted);
}

INLINE AmmError check_deposit_accounts(const LiquidityAccounts *accounts, const Pubkey *program_id,
                                       Authority *authority) {
  AmmError error;
  if (!accounts->owner->is_signer) return ERROR_INVALID_SIGNER;
  if (!allows_liquidity(load_u64(accounts->pool->data + POOL_STATUS))) return ERROR_INVALID_STATUS;
  if ((error = check_authority_and_vaults(accounts, program_id, authority))) return error;
  if ((error = check_lp_mint(accounts))) return error;
  if ((error = check_target_orders(accounts))) return error;
  bool all_token_accounts = is_token_account(accounts->coin_vault) && is_token_account(accounts->pc_vault) &&
                            is_token_account(accounts->user_coin) && is_token_account(accounts->user_pc);
  return all_token_accounts ? SUCCESS : ERROR_INVALID_SPL_TOKEN_PROGRAM;
}

INLINE u64 settle_deposit(const LiquidityAccounts *accounts, const Deposit *deposit, const SignerSeeds *signer) {
  TokenMove coin = {TOKEN_TRANSFER, accounts->user_coin, accounts->coin_vault, accounts->owner, deposit->coin};
  TokenMove pc = {TOKEN_TRANSFER, accounts->user_pc, accounts->pc_vault, accounts->owner, deposit->pc};
  TokenMove minted = {TOKEN_MINT_TO, accounts->lp_mint, accounts->user_lp, accounts->authority, deposit->minted};
  u64 error;
  if ((error = move_tokens(accounts->token_program, &coin, 0))) return error;
  if ((error = move_tokens(accounts->token_program, &pc, 0))) return error;
  return move_tokens(accounts->token_program, &minted, signer);
}

NOINLINE u64 deposit_with(const LiquidityAccounts *accounts, const DepositRequest *request, const SignerSeeds *signer) {
  u8 *pool = accounts->pool->data;
  Reserves reserves;
  Deposit deposit = {0, 0, 0};
  AmmError error;
  if ((error = load_reserves(accounts->pool, accounts->coin_vault, accounts->pc_vault, &reserves))) return error;
  u64 liquidity = load_u64(pool + POOL_LP_AMOUNT);
  error = liquidity == 0 ? ERROR_NOT_ALLOW_ZERO_LP : price_deposit(request, &reserves, liquidity, &deposit);
  if (error == ERROR_CHECKED_DIV_OVERFLOW) return error; // where the original panics
  log_deposit(request, &reserves, liquidity, &deposit);
  if (error) return error;
  if (deposit.coin > token_amount(accounts->user_coin) || deposit.pc > token_amount(accounts->user_pc)) {
    return ERROR_INSUFFICIENT_FUNDS;
  }
  if (deposit.minted == 0 || deposit.coin == 0 || deposit.pc == 0) return ERROR_INVALID_INPUT;
  if (liquidity + deposit.minted < liquidity) return ERROR_CHECKED_ADD_OVERFLOW;
  store_u64(pool + POOL_LP_AMOUNT, liquidity + deposit.minted);
  return settle_deposit(accounts, &deposit, signer);
}

NOINLINE u64 process_deposit(const AccountInfo *infos, u64 count, const u8 *data, u64 data_len,
                             const Pubkey *program_id) {
  if (data_len < DEPOSIT_DATA_LEN) return ERROR_INVALID_INSTRUCTION;
  LiquidityAccounts accounts;
  AmmError error;
  if ((error = locate_deposit_accounts(infos, count, &accounts))) return error;
  if ((error = check_pool(accounts.pool, program_id))) return error;
  DepositRequest request = {load_u64(data + 1), load_u64(data + 9), load_u64(data + 17),
                            data_len < DEPOSIT_DATA_LEN_WITH_LEAST ? 0 : load_u64(data + 25)};
  if (request.max_coin == 0 || request.max_pc == 0) {
    log_deposit(&request, &(Reserves){0, 0}, 0, &(Deposit){0, 0, 0});
    return ERROR_INVALID_INPUT;
  }
  Authority authority;
  if ((error = check_deposit_accounts(&accounts, program_id, &authority))) return error;
  return deposit_with(&accounts, &request, &authority.signer);
}
