#!/usr/bin/env bash
# The kernels for AVX2 in a native image, compiled as users' are: published with the default of WeftInstructionSet.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

[[ $(uname -m) == x86_64 ]] || skip_all "this machine is $(uname -m)"
need gcc gcc libc6-dev
need objdump binutils
write_values
publish linux-x64 x86-64-v3
check_kernels x86-64-v3 objdump Avx2 -M intel

if chooses_image "$work/x86-64-v3/Weft.AotTests"; then
    fail 'an image for one instruction set can choose between images'
else
    pass 'nothing of the choice between images is in the image'
fi

if has_processor avx2; then
    check_suite 'in the native image' "$work/x86-64-v3/Weft.AotTests" "$work/values"
    expect_bits avx2 'in the native image'
else
    skip 'this processor has no AVX2 to run the image on'
fi

finish
