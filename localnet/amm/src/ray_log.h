// The event the original writes for every instruction that reaches its curve: "ray_log: " and, in base64, one byte of
// type and the fields as little-endian u64 (raydium-amm, program/src/log.rs; read by indexers and by the SDK's log
// parsers):
//
//   deposit       most coin, most pc, base side, pool's coin, pool's pc, pool's liquidity, 4 of profit, coin in, pc in,
//                 liquidity minted
//   withdraw      liquidity burnt, user's liquidity, pool's coin, pool's pc, pool's liquidity, 4 of profit, coin out, pc out
//   swap base in  amount in, least out, direction, user's source, pool's coin, pool's pc, amount out
//   swap base out most in, amount out, direction, user's source, pool's coin, pool's pc, amount in
#pragma once
#include "sbpf.h"

enum { LOG_DEPOSIT = 1, LOG_WITHDRAW = 2, LOG_SWAP_BASE_IN = 3, LOG_SWAP_BASE_OUT = 4 };

#define MAX_LOG_FIELDS 13
#define MAX_LOG_SIZE (1 + 8 * MAX_LOG_FIELDS)
#define BASE64_LEN(size) (((size) + 2) / 3 * 4)

static const char BASE64_ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char LOG_PREFIX[] = "ray_log: ";
#define LOG_PREFIX_LEN (sizeof(LOG_PREFIX) - 1)

NOINLINE void write_ray_log(u8 type, const u64 *fields, u64 count) {
  u8 raw[MAX_LOG_SIZE + 2] = {type}; // the last group is read to its end
  u64 size = 1 + 8 * count;
  for (u64 field = 0; field < count; field++) store_u64(raw + 1 + 8 * field, fields[field]);

  u8 text[LOG_PREFIX_LEN + BASE64_LEN(MAX_LOG_SIZE)];
  u64 length = 0;
  for (; length < LOG_PREFIX_LEN; length++) text[length] = LOG_PREFIX[length];
  for (u64 at = 0; at < size; at += 3) {
    u32 group = ((u32)raw[at] << 16) | ((u32)raw[at + 1] << 8) | raw[at + 2];
    for (int shift = 18; shift >= 0; shift -= 6) text[length++] = BASE64_ALPHABET[(group >> shift) & 63];
  }
  for (u64 padding = 0; padding < (3 - size % 3) % 3; padding++) text[length - 1 - padding] = '=';
  sol_log_(text, length);
}
