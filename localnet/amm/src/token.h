// What this program needs of SPL Token: a few fields of its layouts and the transfer instruction.
#pragma once
#include "errors.h"
#include "sbpf.h"

#define TOKEN_ACCOUNT_SIZE 165
#define TOKEN_ACCOUNT_MINT 0
#define TOKEN_ACCOUNT_AMOUNT 64
#define MINT_SIZE 82
#define MINT_DECIMALS 44
#define TOKEN_INSTRUCTION_TRANSFER 3

// TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA
static const u8 TOKEN_PROGRAM_ID[32] = {6,  221, 246, 225, 215, 101, 161, 147, 217, 203, 225, 70,  206, 235, 121, 172,
                                        28, 180, 133, 237, 95,  91,  55,  145, 58,  140, 245, 133, 126, 255, 0,   169};

INLINE bool is_token_account(const AccountInfo *account) {
  return pubkey_equals(account->owner, TOKEN_PROGRAM_ID) && account->data_len == TOKEN_ACCOUNT_SIZE;
}

INLINE bool is_mint(const AccountInfo *account) {
  return pubkey_equals(account->owner, TOKEN_PROGRAM_ID) && account->data_len == MINT_SIZE;
}

INLINE u64 token_amount(const AccountInfo *account) { return load_u64(account->data + TOKEN_ACCOUNT_AMOUNT); }

INLINE bool same_mint(const AccountInfo *left, const AccountInfo *right) {
  return pubkey_equals(left->data + TOKEN_ACCOUNT_MINT, right->data + TOKEN_ACCOUNT_MINT);
}

typedef struct {
  const AccountInfo *from;
  const AccountInfo *to;
  const AccountInfo *authority;
  u64 amount; // base units
} TokenTransfer;

// Moves tokens by cross-program invocation; `signers` is null when the authority signed the transaction itself.
NOINLINE u64 token_transfer(const AccountInfo *token_program, const TokenTransfer *transfer,
                            const SignerSeeds *signers) {
  u8 data[9];
  data[0] = TOKEN_INSTRUCTION_TRANSFER;
  store_u64(data + 1, transfer->amount);
  AccountMeta metas[3] = {
      {.pubkey = transfer->from->key, .is_writable = true, .is_signer = false},
      {.pubkey = transfer->to->key, .is_writable = true, .is_signer = false},
      {.pubkey = transfer->authority->key, .is_writable = false, .is_signer = true},
  };
  Instruction instruction = {token_program->key, metas, 3, data, sizeof data};
  AccountInfo accounts[4] = {*transfer->from, *transfer->to, *transfer->authority, *token_program};
  return sol_invoke_signed_c(&instruction, accounts, 4, signers, signers ? 1 : 0);
}
