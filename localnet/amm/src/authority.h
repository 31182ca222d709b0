// The address that owns every pool's vaults and signs for them: derived from a fixed word and the bump in the pool.
#pragma once
#include "errors.h"
#include "pool_state.h"
#include "sbpf.h"

#define AUTHORITY_WORD "amm authority"

typedef struct {
  u8 bump;
  SignerSeed seeds[2];
  SignerSeeds signer;
} Authority;

// Fills `out` in place, since its parts point at one another.
INLINE AmmError check_authority(const AccountInfo *pool, const AccountInfo *authority, const Pubkey *program_id,
                                Authority *out) {
  out->bump = pool->data[POOL_NONCE];
  out->seeds[0] = (SignerSeed){(const u8 *)AUTHORITY_WORD, sizeof(AUTHORITY_WORD) - 1};
  out->seeds[1] = (SignerSeed){&out->bump, 1};
  out->signer = (SignerSeeds){out->seeds, 2};
  Pubkey derived;
  if (sol_create_program_address(out->seeds, 2, program_id, &derived) != 0) return ERROR_INVALID_PROGRAM_ADDRESS;
  return pubkey_equals(&derived, authority->key) ? SUCCESS : ERROR_INVALID_PROGRAM_ADDRESS;
}
