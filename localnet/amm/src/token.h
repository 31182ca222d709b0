// What this program needs of SPL Token: a few fields of its layouts and the instructions that move an amount.
#pragma once
#include "errors.h"
#include "sbpf.h"

#define TOKEN_ACCOUNT_SIZE 165
#define TOKEN_ACCOUNT_MINT 0
#define TOKEN_ACCOUNT_AMOUNT 64
#define MINT_SIZE 82
#define MINT_SUPPLY 36
#define MINT_DECIMALS 44

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

INLINE u64 mint_supply(const AccountInfo *mint) { return load_u64(mint->data + MINT_SUPPLY); }

INLINE bool is_of_mint(const AccountInfo *account, const void *mint) {
  return pubkey_equals(account->data + TOKEN_ACCOUNT_MINT, mint);
}

// Instructions of one shape: two accounts that are written, the authority over what is taken, an amount.
enum { TOKEN_TRANSFER = 3, TOKEN_MINT_TO = 7, TOKEN_BURN = 8 };

typedef struct {
  u8 instruction;
  const AccountInfo *first;  // transfer: source; mint to: mint; burn: account
  const AccountInfo *second; // transfer: destination; mint to: account; burn: mint
  const AccountInfo *authority;
  u64 amount; // base units
} TokenMove;

// Moves tokens by cross-program invocation; `signers` is null when the authority signed the transaction itself.
NOINLINE u64 move_tokens(const AccountInfo *token_program, const TokenMove *move, const SignerSeeds *signers) {
  u8 data[9];
  data[0] = move->instruction;
  store_u64(data + 1, move->amount);
  AccountMeta metas[3] = {
      {.pubkey = move->first->key, .is_writable = true, .is_signer = false},
      {.pubkey = move->second->key, .is_writable = true, .is_signer = false},
      {.pubkey = move->authority->key, .is_writable = false, .is_signer = true},
  };
  Instruction instruction = {token_program->key, metas, 3, data, sizeof data};
  AccountInfo accounts[4] = {*move->first, *move->second, *move->authority, *token_program};
  return sol_invoke_signed_c(&instruction, accounts, 4, signers, signers ? 1 : 0);
}
