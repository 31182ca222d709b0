// A constant-product AMM that speaks Raydium AMM v4's wire interface on its public account layout, for the local
// chain, where it is loaded at Raydium's own program id. Written from the public interface; none of Raydium's code.
//
// This file unpacks what the loader hands over ("aligned" serialisation, input of the upgradeable loader) and
// dispatches on the instruction's tag.
#include "deposit.h"
#include "errors.h"
#include "sbpf.h"
#include "simulate.h"
#include "swap.h"
#include "withdraw.h"

#define MAX_ACCOUNTS 24
#define NOT_A_DUPLICATE 0xff
// Room the loader leaves behind each account's data for growth within one transaction.
#define MAX_PERMITTED_DATA_INCREASE 10240
#define ALIGN_UP_8(pointer) ((u8 *)(((u64)(pointer) + 7) & ~7ULL))

// Where the parts of one serialised account lie, from its first byte.
enum {
  INPUT_IS_SIGNER = 1,
  INPUT_IS_WRITABLE = 2,
  INPUT_IS_EXECUTABLE = 3,
  INPUT_KEY = 8,
  INPUT_OWNER = 40,
  INPUT_LAMPORTS = 72,
  INPUT_DATA_LEN = 80,
  INPUT_DATA = 88,
};

// Reads one account and returns the address of the next.
INLINE u8 *read_account(u8 *input, AccountInfo *account) {
  account->is_signer = input[INPUT_IS_SIGNER];
  account->is_writable = input[INPUT_IS_WRITABLE];
  account->executable = input[INPUT_IS_EXECUTABLE];
  account->key = (Pubkey *)(input + INPUT_KEY);
  account->owner = (Pubkey *)(input + INPUT_OWNER);
  account->lamports = (u64 *)(input + INPUT_LAMPORTS);
  account->data_len = load_u64(input + INPUT_DATA_LEN);
  account->data = input + INPUT_DATA;
  u8 *end = ALIGN_UP_8(account->data + account->data_len + MAX_PERMITTED_DATA_INCREASE);
  account->rent_epoch = load_u64(end);
  return end + sizeof(u64);
}

u64 entrypoint(u8 *input) {
  AccountInfo accounts[MAX_ACCOUNTS];
  u64 count = load_u64(input);
  if (count > MAX_ACCOUNTS) return ERROR_WRONG_ACCOUNTS_NUMBER;
  u8 *cursor = input + sizeof(u64);
  for (u64 index = 0; index < count; index++) {
    if (*cursor == NOT_A_DUPLICATE) {
      cursor = read_account(cursor, accounts + index);
    } else {
      accounts[index] = accounts[*cursor];
      cursor += sizeof(u64);
    }
  }
  u64 data_len = load_u64(cursor);
  const u8 *data = cursor + sizeof(u64);
  const Pubkey *program_id = (const Pubkey *)(data + data_len);
  if (data_len == 0) return ERROR_INVALID_INSTRUCTION;
  if (is_swap_tag(data[0])) return process_swap(accounts, count, data, data_len, program_id);
  if (data[0] == TAG_DEPOSIT) return process_deposit(accounts, count, data, data_len, program_id);
  if (data[0] == TAG_WITHDRAW) return process_withdraw(accounts, count, data, data_len, program_id);
  if (data[0] == TAG_SIMULATE_INFO) return process_simulate(accounts, count, data, data_len, program_id);
  return ERROR_INVALID_INSTRUCTION;
}
