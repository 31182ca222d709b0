#!/bin/sh
# Builds the AMM with Debian's clang-19 and our linker; no Solana toolchain is needed.
# usage: build.sh [output directory]   (default: this folder, whose amm.so and amm.so.sha256 are committed)
set -eu
cd "$(dirname "$0")"
out=$(mkdir -p "${1:-.}" && cd "${1:-.}" && pwd)
object=$(mktemp)
trap 'rm -f "$object"' EXIT

# sBPF v0 has no 32-bit ALU extras (mcpu v2) and no jump tables; clang-14 cannot raise the 512-byte stack limit.
clang-19 -target bpfel -mcpu=v2 -O2 -mllvm -bpf-stack-size=4096 -ffreestanding -fno-jump-tables \
  -Wall -Wextra -Werror -c src/amm.c -o "$object"
node --import tsx linker/main.ts "$object" "$out/amm.so"
(cd "$out" && sha256sum amm.so > amm.so.sha256)
cat "$out/amm.so.sha256"
