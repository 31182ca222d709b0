// The event the original writes for every swap that reaches its curve: "ray_log: " and 57 bytes in base64,
// little-endian (raydium-amm, program/src/log.rs; read by indexers and by the SDK's log parsers).
#pragma once
#include "sbpf.h"

enum { LOG_SWAP_BASE_IN = 3, LOG_SWAP_BASE_OUT = 4 };

typedef struct {
  u8 type;
  u64 first_amount;  // amount in, or the most that may go in
  u64 second_amount; // least out, or amount out
  u64 direction;
  u64 user_source_amount;
  u64 pool_coin;
  u64 pool_pc;
  u64 result; // amount out, or amount in
} SwapLog;

#define SWAP_LOG_SIZE (1 + 7 * 8)
#define BASE64_LEN(size) (((size) + 2) / 3 * 4)

static const char BASE64_ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char LOG_PREFIX[] = "ray_log: ";
#define LOG_PREFIX_LEN (sizeof(LOG_PREFIX) - 1)

// 57 bytes are 19 groups of three, so the text never needs padding.
_Static_assert(SWAP_LOG_SIZE % 3 == 0, "the base64 text of a swap log has no padding");

NOINLINE void write_swap_log(const SwapLog *log) {
  u8 raw[SWAP_LOG_SIZE];
  const u64 fields[7] = {log->first_amount,       log->second_amount, log->direction, log->user_source_amount,
                         log->pool_coin,          log->pool_pc,       log->result};
  raw[0] = log->type;
  for (int field = 0; field < 7; field++) store_u64(raw + 1 + 8 * field, fields[field]);

  u8 text[LOG_PREFIX_LEN + BASE64_LEN(SWAP_LOG_SIZE)];
  u64 length = 0;
  for (; length < LOG_PREFIX_LEN; length++) text[length] = LOG_PREFIX[length];
  for (int at = 0; at < SWAP_LOG_SIZE; at += 3) {
    u32 group = ((u32)raw[at] << 16) | ((u32)raw[at + 1] << 8) | raw[at + 2];
    for (int shift = 18; shift >= 0; shift -= 6) text[length++] = BASE64_ALPHABET[(group >> shift) & 63];
  }
  sol_log_(text, length);
}
