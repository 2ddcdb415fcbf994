#!/usr/bin/env bash
# The kernels for AVX-512 in a native image, executed by the processor, or where it cannot by Bochs, a model of a whole machine with one that
# can. (all.sh runs them there in any case.)
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

[[ $(uname -m) == x86_64 ]] || skip_all "this machine is $(uname -m)"
need gcc gcc libc6-dev
need objdump binutils
write_values
publish linux-x64 x86-64-v4 -p:WeftInstructionSet=x86-64-v4
check_kernels x86-64-v4 objdump Avx512 -M intel

if has_processor avx512dq; then
    check_suite 'on this processor' "$work/x86-64-v4/Weft.AotTests" "$work/values"
    expect_bits avx512 'on this processor'
else
    need_bochs
    mkdir "$work/payload"
    cp "$work/x86-64-v4/Weft.AotTests" "$work/payload/"
    cp -r "$work/values" "$work/payload/"
    check_suite 'under Bochs' bash "$tools/avx512-bochs.sh" "$work/payload" './Weft.AotTests values'
    expect_bits avx512 'under Bochs'
fi

finish
