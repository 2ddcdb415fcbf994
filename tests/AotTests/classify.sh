#!/usr/bin/env bash
# The Classify sample as native code: without warnings, and the same classifier and answers as under the JIT.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

sample=samples/Classify/bin/Release/net10.0/Classify.dll
[[ $(uname -m) == x86_64 ]] || skip_all "this machine is $(uname -m)"
need gcc gcc libc6-dev

if ! dotnet publish samples/Classify -c Release -r linux-x64 -o "$work/native" > "$work/publish" 2>&1; then
    cat "$work/publish"
    fail 'publishing'
    finish
fi

if grep -qE 'warning|error' "$work/publish"; then
    fail "publishing: $(grep -m 1 -E 'warning|error' "$work/publish")"
else
    pass "published without warnings, $(stat -c %s "$work/native/Classify") bytes, the plays included"
fi

has_processor avx2 || { skip 'this processor has no AVX2 to run the image on'; finish; }

for number in {1..10}; do
    printf 'Cook:\nStir soup number %d with butter and salt, then let it cook.\n\n' "$number"
    printf 'Sailor:\nShip number %d is wet, and the strong wind moves the waves.\n\n' "$number"
done > "$work/talk.txt"

# Times differ from run to run; everything else that is printed must not.
train() {
    local name=$1
    shift
    "$@" --folder "$work/$name" --text "$work/talk.txt" --epochs 1 2> "$work/$name.errors" | sed -e 's/ *[0-9.]* s$//' -e "s|$work/$name||" > "$work/$name.trained"
    "$@" --folder "$work/$name" 'Stir the soup' > "$work/$name.answered"
}

train native "$work/native/Classify"
DOTNET_EnableAVX512=0 train jit dotnet "$sample"
mv "$work/native/speakers.safetensors" "$work/native.safetensors"
mv "$work/jit/speakers.safetensors" "$work/jit.safetensors"

for part in errors trained safetensors answered; do
    if [[ -s $work/native.$part ]] && cmp "$work/native.$part" "$work/jit.$part"; then
        pass "$part: the same bytes as under the JIT"
    else
        fail "$part: not the bytes of the JIT"
    fi
done

finish
