#!/usr/bin/env bash
# The Search sample as one file of native code with its weights inside: its size, the vectors of the JIT, and how soon it answers.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

[[ $(uname -m) == x86_64 ]] || skip_all "this machine is $(uname -m)"
need gcc gcc libc6-dev
has_processor avx2 || skip_all 'this processor has no AVX2 to run the image on'

mkdir "$work/texts"
echo 'The kitten sleeps on the sofa.' > "$work/texts/animals.txt"
printf 'Shares fell sharply after the bank raised its rates.\n' > "$work/texts/money.txt"
DOTNET_EnableAVX512=0 dotnet run -c Release --project samples/Search -- --folder "$work/jit" --text "$work/texts" 'a cat is resting' > "$work/jit.answer" 2> "$work/jit.errors"

# What the weights take, and some 4 MB: code, vocabulary and plays.
declare -A most=([float32]=94000000 [int8]=28500000)

for storage in float32 int8; do
    if ! samples/Search/publish.sh "$work/$storage" "$storage" > "$work/publish" 2>&1; then
        cat "$work/publish"
        fail "$storage: publishing"
        continue
    fi

    if grep -qE 'warning|error' "$work/publish"; then
        fail "$storage: publishing: $(grep -m 1 -E 'warning|error' "$work/publish")"
    else
        bytes=$(stat -c %s "$work/$storage/Search")
        pass "$storage: published without warnings, $bytes bytes in one file"
        ((bytes <= most[$storage])) || fail "$storage: ${most[$storage]} bytes are allowed"
    fi

    search() { "$work/$storage/Search" --folder "$work/$storage.index" --text "$work/texts" "$@"; }
    search 'a cat is resting' > "$work/$storage.answer" 2> "$work/$storage.errors"
    best=999999

    for _ in {1..10}; do
        start=$(date +%s%N)
        search 'a cat is resting' > "$work/again" 2>&1
        took=$((($(date +%s%N) - start) / 1000))
        best=$((took < best ? took : best))
    done

    if grep -q 'kitten' <(head -2 "$work/$storage.answer") && cmp "$work/$storage.answer" "$work/again"; then
        pass "$storage: answers, the best of ten in $((best / 1000)) ms"
        ((best <= 150000)) || fail "$storage: 150 ms are allowed from the start to the answer"
    else
        fail "$storage: $(head -3 "$work/$storage.answer" "$work/$storage.errors")"
    fi
done

if cmp "$work/float32.answer" "$work/jit.answer"; then
    pass 'float32: the same bytes as under the JIT'
else
    fail 'float32: not the bytes of the JIT'
fi

finish
