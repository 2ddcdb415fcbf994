#!/usr/bin/env bash
# The kernels for NEON in a native image, cross-compiled where the machine is no arm64, and then executed by QEMU.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

write_values
options=()
run=()
objdump=objdump

if [[ $(uname -m) != aarch64 ]]; then
    need aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu libc6-dev-arm64-cross
    need /usr/aarch64-linux-gnu/lib/libc.so.6 libc6-dev-arm64-cross
    need qemu-aarch64-static qemu-user-static
    objdump=aarch64-linux-gnu-objdump
    run=(qemu-aarch64-static -L /usr/aarch64-linux-gnu)

    # Without clang: the cross compiler does not know clang's option for the target.
    command -v clang > /dev/null || options=("-p:CppCompilerAndLinker=$PWD/$tools/aarch64-gcc-link" -p:ObjCopyName=aarch64-linux-gnu-objcopy)
fi

publish linux-arm64 arm64 "${options[@]}"
check_kernels arm64 "$objdump" AdvSimd
check_suite "${run[0]:-on this processor}" "${run[@]}" "$work/arm64/Weft.AotTests" "$work/values"
expect_bits neon "${run[0]:-on this processor}"
finish
