#!/usr/bin/env bash
# The suite as a file that brings its runtime along: trimmed, compiled ahead of time (ReadyToRun), and still the JIT's choice of kernels.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

[[ $(uname -sm) == 'Linux x86_64' ]] || skip_all "this machine is $(uname -sm)"

write_values

# The runtime, the linker and the compiler for it are packages.
if ! dotnet restore tests/AotTests -p:SingleFile=true > "$work/restore" 2>&1; then
    skip_all "nothing to publish with: $(grep -m 1 error "$work/restore")"
fi

if ! dotnet publish tests/AotTests -c Release --no-restore -p:SingleFile=true -p:RunAnalyzers=false -o "$work/single" > "$work/publish" 2>&1; then
    cat "$work/publish"
    fail 'publishing'
    finish
fi

if grep -qE 'warning|error' "$work/publish"; then
    fail "publishing: $(grep -m 1 -E 'warning|error' "$work/publish")"
else
    pass "published without warnings, $(stat -c %s "$work/single/Weft.AotTests") bytes"
fi

check_suite 'in the single file' env DOTNET_ROOT=/nonexistent "$work/single/Weft.AotTests" "$work/values"
expect_bits "${last%%:*}" 'in the single file'
finish
