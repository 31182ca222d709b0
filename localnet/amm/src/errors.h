// Custom error codes, numbered as Raydium AMM v4 publishes them (raydium-amm, program/src/error.rs), so that a client
// reads the same code from this program as from the one on mainnet. Only those this program returns are listed.
#pragma once
#include "sbpf.h"

typedef enum {
  SUCCESS = 0,
  ERROR_INVALID_PROGRAM_ADDRESS = 1, // the authority is not the pool's program-derived address
  ERROR_INVALID_COIN_VAULT = 4,
  ERROR_INVALID_PC_VAULT = 5,
  ERROR_INVALID_TOKEN_LP = 6,       // the user's liquidity is of another mint
  ERROR_INVALID_POOL_MINT = 9,      // not the pool's liquidity mint
  ERROR_INVALID_TARGET_ORDERS = 13,
  ERROR_INVALID_COIN_MINT = 16,     // the user's base account is of another mint
  ERROR_INVALID_PC_MINT = 17,
  ERROR_INVALID_SIGNER = 21,        // the owner of the source account did not sign
  ERROR_INVALID_STATUS = 22,        // the pool does not allow this, or is not open yet
  ERROR_INVALID_INSTRUCTION = 23,   // unknown tag, or data too short
  ERROR_WRONG_ACCOUNTS_NUMBER = 24,
  ERROR_INVALID_AMM_OWNER = 27,     // the pool account is not this program's, or not a v4 state
  ERROR_INVALID_INPUT = 29,         // an amount of zero on either side
  ERROR_EXCEEDED_SLIPPAGE = 30,
  ERROR_CHECKED_SUB_OVERFLOW = 32,  // a vault holds less than the profit not yet taken from it
  ERROR_CHECKED_ADD_OVERFLOW = 33,  // reserve + amount does not fit in 64 bits
  ERROR_CHECKED_DIV_OVERFLOW = 35,  // a quotient does not fit in 64 bits, or the divisor is zero
  ERROR_INVALID_SPL_TOKEN_PROGRAM = 38,
  ERROR_TAKE_PNL = 39,              // the vaults would be emptied
  ERROR_INSUFFICIENT_FUNDS = 40,    // the user holds too little, or the pool would be emptied
  ERROR_INVALID_USER_TOKEN = 42,    // the user's accounts are the vaults, or of other mints
  ERROR_NOT_ALLOW_ZERO_LP = 50,     // no liquidity, or none would be left
} AmmError;
