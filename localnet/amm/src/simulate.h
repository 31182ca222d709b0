// Instruction 12, "simulate info" of type 0: writes what the pool holds to the log, as JSON. The SDK's `fetchInfo`
// simulates it and parses the log (raydium-amm, program/src/state.rs `GetPoolData`, program/src/processor.rs).
//
//   accounts  pool, authority, open orders, coin vault, pc vault, liquidity mint, market, event queue
#pragma once
#include "authority.h"
#include "errors.h"
#include "pool_state.h"
#include "sbpf.h"
#include "token.h"

#define TAG_SIMULATE_INFO 12
#define SIMULATE_POOL_INFO 0
#define SIMULATE_ACCOUNTS 8
#define PUBKEY_TEXT_MAX 44

static const char BASE58_ALPHABET[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

// Eleven fields: about 180 bytes of names and at most ten numbers of 20 digits and one address.
typedef struct {
  u64 length;
  u8 bytes[512];
} Text;

NOINLINE void append(Text *text, const char *part, u64 length) {
  for (u64 at = 0; at < length; at++) text->bytes[text->length++] = part[at];
}

#define APPEND(text, literal) append(text, literal, sizeof(literal) - 1)

NOINLINE void append_decimal(Text *text, u64 value) {
  char digits[20];
  u64 start = sizeof digits;
  do {
    digits[--start] = '0' + value % 10;
    value /= 10;
  } while (value != 0);
  append(text, digits + start, sizeof digits - start);
}

NOINLINE void append_address(Text *text, const Pubkey *address) {
  u8 digits[PUBKEY_TEXT_MAX] = {0}; // base 58, least significant first
  u64 count = 0;
  for (int at = 0; at < 32; at++) {
    u32 carry = address->bytes[at];
    for (u64 digit = 0; digit < count || carry != 0; digit++) {
      if (digit == count) count++;
      carry += (u32)digits[digit] << 8;
      digits[digit] = carry % 58;
      carry /= 58;
    }
  }
  for (int at = 0; at < 32 && address->bytes[at] == 0; at++) APPEND(text, "1");
  while (count > 0) append(text, &BASE58_ALPHABET[digits[--count]], 1);
}

// A name, its number and the comma before the next field.
#define APPEND_FIELD(text, name, value)                                                                                \
  do {                                                                                                                 \
    APPEND(text, "\"" name "\":");                                                                                     \
    append_decimal(text, value);                                                                                       \
    APPEND(text, ",");                                                                                                 \
  } while (0)

NOINLINE void log_pool(const AccountInfo *pool, const Reserves *reserves, u8 lp_decimals) {
  Text text;
  text.length = 0;
  APPEND(&text, "GetPoolData: {");
  APPEND_FIELD(&text, "status", load_u64(pool->data + POOL_STATUS));
  APPEND_FIELD(&text, "coin_decimals", load_u64(pool->data + POOL_COIN_DECIMALS));
  APPEND_FIELD(&text, "pc_decimals", load_u64(pool->data + POOL_PC_DECIMALS));
  APPEND_FIELD(&text, "lp_decimals", lp_decimals);
  APPEND_FIELD(&text, "pool_pc_amount", reserves->pc);
  APPEND_FIELD(&text, "pool_coin_amount", reserves->coin);
  APPEND_FIELD(&text, "pnl_pc_amount", load_u64(pool->data + POOL_NEED_TAKE_PNL_PC));
  APPEND_FIELD(&text, "pnl_coin_amount", load_u64(pool->data + POOL_NEED_TAKE_PNL_COIN));
  APPEND_FIELD(&text, "pool_lp_supply", load_u64(pool->data + POOL_LP_AMOUNT));
  APPEND_FIELD(&text, "pool_open_time", load_u64(pool->data + POOL_OPEN_TIME));
  APPEND(&text, "\"amm_id\":\"");
  append_address(&text, pool->key);
  APPEND(&text, "\"}");
  sol_log_(text.bytes, text.length);
}

NOINLINE u64 process_simulate(const AccountInfo *accounts, u64 count, const u8 *data, u64 data_len,
                              const Pubkey *program_id) {
  if (data_len < 2 || data[1] != SIMULATE_POOL_INFO) return ERROR_INVALID_INSTRUCTION;
  if (count != SIMULATE_ACCOUNTS) return ERROR_WRONG_ACCOUNTS_NUMBER;
  const AccountInfo *pool = accounts, *coin_vault = accounts + 3, *pc_vault = accounts + 4, *lp_mint = accounts + 5;
  AmmError error;
  Authority authority;
  if ((error = check_pool(pool, program_id))) return error;
  if ((error = check_authority(pool, accounts + 1, program_id, &authority))) return error;
  if (!pubkey_equals(coin_vault->key, pool->data + POOL_COIN_VAULT)) return ERROR_INVALID_COIN_VAULT;
  if (!pubkey_equals(pc_vault->key, pool->data + POOL_PC_VAULT)) return ERROR_INVALID_PC_VAULT;
  if (!pubkey_equals(lp_mint->key, pool->data + POOL_LP_MINT)) return ERROR_INVALID_POOL_MINT;
  if (!is_token_account(coin_vault) || !is_token_account(pc_vault) || !is_mint(lp_mint)) {
    return ERROR_INVALID_SPL_TOKEN_PROGRAM;
  }
  Reserves reserves;
  if ((error = load_reserves(pool, coin_vault, pc_vault, &reserves))) return error;
  log_pool(pool, &reserves, lp_mint->data[MINT_DECIMALS]);
  return SUCCESS;
}
