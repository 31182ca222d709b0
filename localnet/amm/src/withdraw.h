// Withdraw, tag 4 of Raydium AMM v4's wire interface: burns liquidity tokens for their share of both vaults.
//
//   data      liquidity, and optionally the least coin and the least pc; each a u64, little-endian
//   accounts  20 to 23: token program, pool, authority, open orders, target orders, liquidity mint, coin vault, pc vault,
//             (withdraw queue and liquidity vault when 22 or 23), market program, market, its two vaults and its signer,
//             user liquidity, user coin, user pc, owner, event queue, bids, asks; or 11, without those of the order book
//
//   out = floor(reserve * liquidity / liquidity in circulation), of either side
#pragma once
#include "curve.h"
#include "liquidity.h"
#include "ray_log.h"

#define TAG_WITHDRAW 4
#define WITHDRAW_ACCOUNTS 20
#define WITHDRAW_PADDING 2
#define WITHDRAW_DATA_LEN 9
#define WITHDRAW_DATA_LEN_WITH_LEAST 25

typedef struct {
  u64 liquidity;
  u64 least_coin; // zero when not given
  u64 least_pc;
} WithdrawRequest;

INLINE AmmError locate_withdraw_accounts(const AccountInfo *accounts, u64 count, LiquidityAccounts *out) {
  bool is_short = count == LIQUIDITY_ACCOUNTS_SHORT;
  if (!is_short && (count < WITHDRAW_ACCOUNTS || count > WITHDRAW_ACCOUNTS + 3)) return ERROR_WRONG_ACCOUNTS_NUMBER;
  locate_pool_accounts(accounts, count, out);
  u64 padding = count >= WITHDRAW_ACCOUNTS + WITHDRAW_PADDING ? WITHDRAW_PADDING : 0;
  const AccountInfo *user = accounts + (is_short ? 7 : 13 + padding);
  out->user_lp = user;
  out->user_coin = user + 1;
  out->user_pc = user + 2;
  out->owner = user + 3;
  return SUCCESS;
}

INLINE AmmError check_withdraw_tokens(const LiquidityAccounts *accounts) {
  const u8 *pool = accounts->pool->data;
  if (!is_token_account(accounts->coin_vault) || !is_token_account(accounts->pc_vault) ||
      !is_token_account(accounts->user_coin) || !is_token_account(accounts->user_pc)) {
    return ERROR_INVALID_SPL_TOKEN_PROGRAM;
  }
  if (!same_mint(accounts->user_coin, accounts->coin_vault) || !is_of_mint(accounts->user_coin, pool + POOL_COIN_MINT)) {
    return ERROR_INVALID_COIN_MINT;
  }
  if (!same_mint(accounts->user_pc, accounts->pc_vault) || !is_of_mint(accounts->user_pc, pool + POOL_PC_MINT)) {
    return ERROR_INVALID_PC_MINT;
  }
  if (!is_mint(accounts->lp_mint) || !is_token_account(accounts->user_lp)) return ERROR_INVALID_SPL_TOKEN_PROGRAM;
  return is_of_mint(accounts->user_lp, accounts->lp_mint->key) ? SUCCESS : ERROR_INVALID_TOKEN_LP;
}

INLINE AmmError check_withdraw_accounts(const LiquidityAccounts *accounts, const Pubkey *program_id,
                                        Authority *authority) {
  AmmError error;
  if (!accounts->owner->is_signer) return ERROR_INVALID_SIGNER;
  if ((error = check_pool(accounts->pool, program_id))) return error;
  u64 status = load_u64(accounts->pool->data + POOL_STATUS);
  if (status != STATUS_WITHDRAW_ONLY && !allows_liquidity(status)) return ERROR_INVALID_STATUS;
  if ((error = check_authority_and_vaults(accounts, program_id, authority))) return error;
  if ((error = check_target_orders(accounts))) return error;
  if ((error = check_lp_mint(accounts))) return error;
  return check_withdraw_tokens(accounts);
}

INLINE AmmError check_withdrawal(const LiquidityAccounts *accounts, const WithdrawRequest *request, u64 coin, u64 pc) {
  if (request->liquidity == 0 || coin == 0 || pc == 0) return ERROR_INVALID_INPUT;
  if (coin >= token_amount(accounts->coin_vault) || pc >= token_amount(accounts->pc_vault)) return ERROR_TAKE_PNL;
  return request->least_coin > coin || request->least_pc > pc ? ERROR_EXCEEDED_SLIPPAGE : SUCCESS;
}

INLINE u64 settle_withdrawal(const LiquidityAccounts *accounts, u64 coin_out, u64 pc_out, u64 burnt,
                             const SignerSeeds *signer) {
  TokenMove coin = {TOKEN_TRANSFER, accounts->coin_vault, accounts->user_coin, accounts->authority, coin_out};
  TokenMove pc = {TOKEN_TRANSFER, accounts->pc_vault, accounts->user_pc, accounts->authority, pc_out};
  TokenMove burn = {TOKEN_BURN, accounts->user_lp, accounts->lp_mint, accounts->owner, burnt};
  u64 error;
  if ((error = move_tokens(accounts->token_program, &coin, signer))) return error;
  if ((error = move_tokens(accounts->token_program, &pc, signer))) return error;
  return move_tokens(accounts->token_program, &burn, 0);
}

NOINLINE u64 withdraw_with(const LiquidityAccounts *accounts, const WithdrawRequest *request,
                           const SignerSeeds *signer) {
  u8 *pool = accounts->pool->data;
  u64 burnt = request->liquidity, held = token_amount(accounts->user_lp), liquidity = load_u64(pool + POOL_LP_AMOUNT);
  if (burnt > held) return ERROR_INSUFFICIENT_FUNDS;
  if (burnt > mint_supply(accounts->lp_mint) || burnt >= liquidity) return ERROR_NOT_ALLOW_ZERO_LP;
  Reserves reserves;
  AmmError error;
  u64 coin, pc;
  if ((error = load_reserves(accounts->pool, accounts->coin_vault, accounts->pc_vault, &reserves))) return error;
  if ((error = multiply_divide(reserves.coin, burnt, liquidity, false, &coin))) return error;
  if ((error = multiply_divide(reserves.pc, burnt, liquidity, false, &pc))) return error;
  const u64 log[] = {burnt, held, reserves.coin, reserves.pc, liquidity, 0, 0, 0, 0, coin, pc};
  write_ray_log(LOG_WITHDRAW, log, sizeof log / sizeof *log);
  if ((error = check_withdrawal(accounts, request, coin, pc))) return error;
  store_u64(pool + POOL_LP_AMOUNT, liquidity - burnt);
  return settle_withdrawal(accounts, coin, pc, burnt, signer);
}

NOINLINE u64 process_withdraw(const AccountInfo *infos, u64 count, const u8 *data, u64 data_len,
                              const Pubkey *program_id) {
  if (data_len < WITHDRAW_DATA_LEN) return ERROR_INVALID_INSTRUCTION;
  LiquidityAccounts accounts;
  Authority authority;
  AmmError error;
  if ((error = locate_withdraw_accounts(infos, count, &accounts))) return error;
  if ((error = check_withdraw_accounts(&accounts, program_id, &authority))) return error;
  bool limited = data_len >= WITHDRAW_DATA_LEN_WITH_LEAST;
  WithdrawRequest request = {load_u64(data + 1), limited ? load_u64(data + 9) : 0, limited ? load_u64(data + 17) : 0};
  return withdraw_with(&accounts, &request, &authority.signer);
}
