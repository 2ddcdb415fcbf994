#!/usr/bin/env bash
# The portable kernels under the JIT: with 128-bit vectors, and as plain code without any.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

write_values
expected=$(jit_bits portable)

for setting in DOTNET_EnableAVX2=0 DOTNET_EnableHWIntrinsic=0; do
    check_suite "$setting" env "$setting" dotnet "$jit" "$work/values"

    if [[ $setting == DOTNET_EnableAVX2=0 && $(uname -m) != x86_64 ]]; then
        skip "$setting says nothing on $(uname -m)"
    elif [[ $bits == "$expected" ]]; then
        pass "$setting: the same bits as the portable kernels alone, $bits"
    else
        fail "$setting: bits $bits, but $expected of the portable kernels alone"
    fi
done

finish
