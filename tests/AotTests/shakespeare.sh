#!/usr/bin/env bash
# The Shakespeare sample as native code: small, without warnings, and the same bits as under the JIT in training and in writing.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

most_bytes=4650000
sample=samples/Shakespeare/bin/Release/net10.0/Shakespeare.dll
[[ $(uname -m) == x86_64 ]] || skip_all "this machine is $(uname -m)"
need gcc gcc libc6-dev

if ! dotnet publish samples/Shakespeare -c Release -r linux-x64 -o "$work/native" > "$work/publish" 2>&1; then
    cat "$work/publish"
    fail 'publishing'
    finish
fi

bytes=$(stat -c %s "$work/native/Shakespeare")

if grep -qE 'warning|error' "$work/publish"; then
    fail "publishing: $(grep -m 1 -E 'warning|error' "$work/publish")"
elif ((bytes > most_bytes)); then
    fail "the image has $bytes bytes, more than $most_bytes"
else
    pass "published without warnings, $bytes bytes, the plays included"
fi

has_processor avx2 || { skip 'this processor has no AVX2 to run the image on'; finish; }

# Speeds differ from run to run; everything else that is printed must not.
train() {
    local name=$1
    shift
    "$@" --steps 20 --checkpoint "$work/$name.safetensors" | grep -v -e 'tokens/s' -e "$work" > "$work/$name.trained"
    "$@" --generate-only --prompt ROMEO: --checkpoint "$work/$name.safetensors" > "$work/$name.written"
}

train native "$work/native/Shakespeare"
DOTNET_EnableAVX512=0 train jit dotnet "$sample"

for part in safetensors trained written; do
    if cmp "$work/native.$part" "$work/jit.$part"; then
        pass "$part: the same bytes as under the JIT"
    else
        fail "$part: not the bytes of the JIT"
    fi
done

# Two processes share the two batches of a step.
if command -v mpirun.mpich > /dev/null; then
    train alone "$work/native/Shakespeare" --batches 2
    mpirun.mpich -n 2 "$work/native/Shakespeare" --distributed --steps 20 --checkpoint "$work/ranks.safetensors" > /dev/null || true

    if cmp "$work/alone.safetensors" "$work/ranks.safetensors"; then
        pass 'two processes under MPICH: the same bytes as one'
    else
        fail 'two processes under MPICH: not the bytes of one'
    fi
else
    skip 'there is no mpirun.mpich'
fi

finish
