// The part of Solana's C program ABI this program needs: fixed-width types, the C structures that cross-program
// invocation takes (`SolAccountInfo` and friends of the public C SDK), and the system calls. Names without bodies are
// left undefined in the object file; the linker turns them into dynamic symbols that the loader resolves.
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef _Bool bool;

#define true 1
#define false 0
#define INLINE static inline __attribute__((always_inline))
// sBPF v0 gives each call a fixed 4 KiB frame, so functions with large locals are kept apart.
#define NOINLINE static __attribute__((noinline))

typedef struct {
  u8 bytes[32];
} Pubkey;

typedef struct {
  Pubkey *key;
  u64 *lamports;
  u64 data_len;
  u8 *data;
  Pubkey *owner;
  u64 rent_epoch;
  bool is_signer;
  bool is_writable;
  bool executable;
} AccountInfo;

typedef struct {
  Pubkey *pubkey;
  bool is_writable;
  bool is_signer;
} AccountMeta;

typedef struct {
  Pubkey *program_id;
  AccountMeta *accounts;
  u64 account_len;
  u8 *data;
  u64 data_len;
} Instruction;

typedef struct {
  const u8 *addr;
  u64 len;
} SignerSeed;

typedef struct {
  const SignerSeed *addr;
  u64 len;
} SignerSeeds;

// The layout of the clock sysvar.
typedef struct {
  u64 slot;
  u64 epoch_start_timestamp;
  u64 epoch;
  u64 leader_schedule_epoch;
  u64 unix_timestamp;
} Clock;

extern void sol_log_(const u8 *message, u64 len);
extern u64 sol_invoke_signed_c(const Instruction *instruction, const AccountInfo *accounts, int account_count,
                               const SignerSeeds *signers, int signer_count);
extern u64 sol_get_clock_sysvar(Clock *out);
extern u64 sol_create_program_address(const SignerSeed *seeds, u64 seed_count, const Pubkey *program_id, Pubkey *out);

// The virtual machine loads from any address, but clang's BPF back end splits an access it cannot prove aligned into
// single bytes. The cast keeps it whole, which makes the program half as large.
typedef u64 __attribute__((may_alias)) AnyU64;
INLINE u64 load_u64(const u8 *from) { return *(const AnyU64 *)from; }
INLINE void store_u64(u8 *to, u64 value) { *(AnyU64 *)to = value; }

INLINE bool pubkey_equals(const void *left, const void *right) {
  for (int word = 0; word < 4; word++) {
    if (load_u64((const u8 *)left + 8 * word) != load_u64((const u8 *)right + 8 * word)) return false;
  }
  return true;
}
