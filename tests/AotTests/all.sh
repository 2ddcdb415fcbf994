#!/usr/bin/env bash
# One file for all instruction sets: it must take the kernels for AVX-512 where there is AVX-512, those for AVX2 where there is only that,
# and the portable ones elsewhere, and apart from that start as any program does.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

[[ $(uname -m) == x86_64 ]] || skip_all "this machine is $(uname -m)"
need gcc gcc libc6-dev
need qemu-x86_64-static qemu-user-static
write_values
publish linux-x64 all -p:WeftInstructionSet=all
image=$work/all/Weft.AotTests
plain=tests/AotTests/bin/Release/net10.0/linux-x64/native

if chooses_image "$image"; then
    pass "the image can choose"
else
    fail 'the image cannot choose'
fi

# expect_set SET WHAT: the set that the suite ran on last, by its name and by its bits.
expect_set() {
    local name=$1
    [[ $name != portable ]] || name=vector128

    if [[ $last == "$name: "* ]]; then
        expect_bits "$1" "$2"
    else
        fail "$2: ran on ${last%%:*}, not on $name"
    fi
}

# start IMAGE FILE: starts it and appends the microseconds that took; without arguments it ends at once.
start() {
    local begin=${EPOCHREALTIME//[!0-9]/}
    "$1" > "$work/start" 2>&1 || true
    echo "$((${EPOCHREALTIME//[!0-9]/} - begin))" >> "$2"
}

median() {
    sort -n "$1" | sed -n 11p
}

for _ in {1..20}; do
    start "$image" "$work/starts"
    start "$plain/x86-64-v3/Weft.AotTests" "$work/plain-starts"
done

pass "starts in $(median "$work/starts") microseconds (median of 20), an image for x86-64-v3 alone in $(median "$work/plain-starts")"

mkdir "$work/payload"
cp "$image" "$work/payload/"
cp -r "$work/values" "$work/payload/"

declare -A machines

# boot MODEL: an emulated machine, which runs the suite on a thread of its own.
boot() {
    MODEL=$1 TIMEOUT=600 bash "$tools/avx512-bochs.sh" "$work/payload" './Weft.AotTests values' > "$work/$1" 2>&1 &
    machines[$1]=$!
}

# A machine takes minutes on a thread of its own, and runs beside what follows. A processor with AVX-512 chooses it below.
if (need_bochs); then
    boot corei7_haswell_4770
    has_processor avx512dq || boot tigerlake
fi

best=portable
! has_processor avx2 || best=avx2
! has_processor avx512dq || best=avx512
check_suite 'on this processor' "$image" "$work/values"
expect_set "$best" 'on this processor'

# In user mode, QEMU would run on the processor itself what the image starts; here the image must start nothing.
check_suite 'QEMU, Nehalem' qemu-x86_64-static -cpu Nehalem "$image" "$work/values"
expect_set portable 'QEMU, Nehalem'

# Run under one path, so that nothing else differs.
report() {
    cp "$1" "$work/program"
    (cd / && env -i HOME=/ 'NAME=two words' "$work/program" --process 'two words' '' 'größer' '*')
}

report "$plain/Weft.AotTests" > "$work/expected"
report "$image" > "$work/reported"

if grep -q '^SigIgn' "$work/reported" && diff "$work/expected" "$work/reported"; then
    pass 'folder, name, arguments, environment and signals are those of a plain image'
else
    fail 'folder, name, arguments, environment or signals are not those of a plain image'
fi

# result MODEL: what the machine has printed, when it is through.
result() {
    local status=0
    wait "${machines[$1]}" || status=$?
    cat "$work/$1"

    return "$status"
}

# expect_machine MODEL SET
expect_machine() {
    check_suite "Bochs, $1" result "$1"
    expect_set "$2" "Bochs, $1"
}

[[ ! -v machines[corei7_haswell_4770] ]] || expect_machine corei7_haswell_4770 avx2
[[ ! -v machines[tigerlake] ]] || expect_machine tigerlake avx512

finish
