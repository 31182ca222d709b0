// The constant-product curve with the fee taken from the input, in exact integers:
//
//   fee   = ceil(in * fee_numerator / fee_denominator)
//   out   = floor(reserve_out * (in - fee) / (reserve_in + in - fee))
//   in    = ceil(ceil(reserve_in * out / (reserve_out - out)) * fee_denominator / (fee_denominator - fee_numerator))
//
// Products are 128 bits wide and quotients must fit in 64. (Where the original panics, these return an error code.)
// Each function writes its result through the last pointer and returns an AmmError.
#pragma once
#include "errors.h"
#include "sbpf.h"

typedef struct {
  u64 high;
  u64 low;
} U128;

typedef struct {
  u64 reserve_in;
  u64 reserve_out;
  u64 fee_numerator;
  u64 fee_denominator;
} Curve;

// Schoolbook multiplication of 32-bit halves: sBPF v0 has no wide multiply.
INLINE U128 multiply(u64 left, u64 right) {
  u64 left_low = (u32)left, left_high = left >> 32;
  u64 right_low = (u32)right, right_high = right >> 32;
  u64 low = left_low * right_low;
  u64 cross_one = left_low * right_high;
  u64 cross_two = left_high * right_low;
  u64 middle = (low >> 32) + (u32)cross_one + (u32)cross_two;
  U128 product;
  product.low = (u32)low | (middle << 32);
  product.high = left_high * right_high + (cross_one >> 32) + (cross_two >> 32) + (middle >> 32);
  return product;
}

// Binary long division of 128 bits by 64; rounds up when asked to.
NOINLINE AmmError divide(const U128 *dividend, u64 divisor, bool round_up, u64 *quotient) {
  u64 high = dividend->high, low = dividend->low, result = 0, remainder;
  if (divisor == 0 || high >= divisor) return ERROR_CHECKED_DIV_OVERFLOW;
  if (high == 0) {
    result = low / divisor;
    remainder = low % divisor;
  } else {
    for (int bit = 0; bit < 64; bit++) {
      u64 carry = high >> 63;
      high = (high << 1) | (low >> 63);
      low <<= 1;
      result <<= 1;
      if (carry || high >= divisor) {
        high -= divisor;
        result |= 1;
      }
    }
    remainder = high;
  }
  if (round_up && remainder != 0) {
    if (result == ~0ULL) return ERROR_CHECKED_DIV_OVERFLOW;
    result++;
  }
  *quotient = result;
  return SUCCESS;
}

INLINE AmmError multiply_divide(u64 left, u64 right, u64 divisor, bool round_up, u64 *quotient) {
  U128 product = multiply(left, right);
  return divide(&product, divisor, round_up, quotient);
}

NOINLINE AmmError amount_out_for(const Curve *curve, u64 amount_in, u64 *amount_out) {
  u64 fee;
  AmmError error = multiply_divide(amount_in, curve->fee_numerator, curve->fee_denominator, true, &fee);
  if (error) return error;
  if (fee > amount_in) return ERROR_CHECKED_SUB_OVERFLOW;
  u64 net = amount_in - fee;
  u64 denominator = curve->reserve_in + net;
  if (denominator < net) return ERROR_CHECKED_ADD_OVERFLOW;
  return multiply_divide(curve->reserve_out, net, denominator, false, amount_out);
}

NOINLINE AmmError amount_in_for(const Curve *curve, u64 amount_out, u64 *amount_in) {
  if (amount_out >= curve->reserve_out) return ERROR_INSUFFICIENT_FUNDS;
  if (curve->fee_numerator >= curve->fee_denominator) return ERROR_CHECKED_SUB_OVERFLOW;
  u64 net;
  AmmError error = multiply_divide(curve->reserve_in, amount_out, curve->reserve_out - amount_out, true, &net);
  if (error) return error;
  u64 kept = curve->fee_denominator - curve->fee_numerator;
  return multiply_divide(net, curve->fee_denominator, kept, true, amount_in);
}
