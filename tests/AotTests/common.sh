# What the scripts of this folder share; sourced by each, which runs from the root of the repository and on what
# `dotnet build -c Release` has built there last.
# Every check prints one line: "ok", "FAILED" or "skipped", then the target and what was found.
# Exit code: 0 when everything passed, 1 when a check failed, 77 when there was nothing that this machine can run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

target=$(basename "$0" .sh)
tools=tests/AotTests/tools
jit=tests/AotTests/bin/Release/net10.0/Weft.AotTests.dll
conformance=tests/Conformance/bin/Release/net10.0/Weft.Conformance.dll
reference=tests/Reference/bin/Release/net10.0/Weft.Reference.dll
failures=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DOTNET_NOLOGO=true DOTNET_CLI_TELEMETRY_OPTOUT=true DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1

pass() {
    printf 'ok       %s: %s\n' "$target" "$*"
}

fail() {
    failures=$((failures + 1))
    printf 'FAILED   %s: %s\n' "$target" "$*"
}

skip() {
    printf 'skipped  %s: %s\n' "$target" "$*"
}

# Ends the script: skipping one check of several is no reason to call all of them skipped.
finish() {
    exit "$((failures > 0))"
}

skip_all() {
    skip "$@"
    exit "$((failures > 0 ? 1 : 77))"
}

has_processor() {
    grep -qw "$1" /proc/cpuinfo
}

# Installs Debian packages where the command or file that is named first is missing.
need() {
    local what=$1
    shift

    if command -v "$what" > /dev/null || [[ -e $what ]]; then
        return
    fi

    # The lists of a fresh machine are empty.
    if ! { apt-get install -y --no-install-recommends "$@" || { apt-get update && apt-get install -y --no-install-recommends "$@"; }; } > "$work/apt" 2>&1; then
        skip_all "$what is missing, and apt-get cannot install $*: $(tail -n 1 "$work/apt")"
    fi
}

# The interpreter's results, in $work/values. Scripts that run one after another may share a folder for them, SHARED_VALUES.
write_values() {
    if [[ -n ${SHARED_VALUES:-} && -d $SHARED_VALUES ]]; then
        cp -r "$SHARED_VALUES" "$work/values"
        return
    fi

    [[ -e $jit && -e $reference ]] || dotnet build tests/Reference -c Release > "$work/build" 2>&1 || { cat "$work/build"; fail 'tests/Reference does not build'; finish; }
    [[ -e $jit ]] || dotnet build tests/AotTests -c Release > "$work/build" 2>&1 || { cat "$work/build"; fail 'tests/AotTests does not build'; finish; }
    dotnet "$reference" values "$work/values"
    [[ -z ${SHARED_VALUES:-} ]] || cp -r "$work/values" "$SHARED_VALUES"
}

# publish RUNTIME NAME [OPTION ...]: the native image $work/NAME/Weft.AotTests and, for its symbols, the object $work/NAME/Weft.AotTests.o.
publish() {
    local runtime=$1 name=$2
    shift 2

    # The analyzers have seen the sources at the build.
    if ! dotnet publish tests/AotTests -c Release -r "$runtime" -p:RunAnalyzers=false -o "$work/$name" "$@" > "$work/publish" 2>&1; then
        cat "$work/publish"
        fail "publishing for $name"
        finish
    fi

    cp "tests/AotTests/obj/Release/net10.0/$runtime/native/Weft.AotTests.o" "$work/$name/"

    if grep -qE 'warning|error' "$work/publish"; then
        fail "publishing for $name: $(grep -m 1 -E 'warning|error' "$work/publish")"
    else
        pass "published for $name without warnings, $(stat -c %s "$work/$name/Weft.AotTests") bytes"
    fi
}

# check_kernels NAME OBJDUMP SET [OPTION ...]: what the loops of SET's register tiles are made of.
check_kernels() {
    local found status=0
    "$2" -d --no-show-raw-insn "${@:4}" "$work/$1/Weft.AotTests.o" > "$work/listing"
    found=$(dotnet "$conformance" inspect "$work/listing" "$3") || status=$?

    if ((status == 0)); then
        pass "in the image, $found"
    else
        fail "in the image, $found"
    fi
}

# check_suite WHAT COMMAND ...: runs the suite; its last line names instruction set, cases, largest error and bits.
check_suite() {
    local what=$1 status=0
    shift
    "$@" > "$work/suite" 2>&1 || status=$?
    last=$(tail -n 1 "$work/suite")
    bits=${last##* bits }

    if ((status == 0)) && [[ $last == *' 0 failed, '* ]]; then
        pass "$what: $last"
    else
        cat "$work/suite"
        fail "$what: exit code $status"
    fi
}

# What the emulated machine of avx512-bochs.sh is made of.
need_bochs() {
    need bochs bochs bochsbios
    need /usr/share/bochs/BIOS-bochs-latest bochsbios
    need /bin/busybox busybox-static
    need cpio cpio
    need /usr/lib/ISOLINUX/isolinux.bin isolinux
    need /usr/lib/syslinux/modules/bios/ldlinux.c32 syslinux-common
    need xorriso xorriso
}

# Whether an image can choose between images: the name of a variable is in it, in UTF-16.
chooses_image() {
    LC_ALL=C grep -aqP 'W\0E\0F\0T\0_\0I\0M\0A\0G\0E\0' "$1"
}

# The bits of the same instruction set under the JIT, which runs it in software where the processor lacks it.
expect_bits() {
    local set=$1 what=$2 expected
    expected=$(jit_bits "$set")

    if [[ $bits == "$expected" ]]; then
        pass "$what: the same bits as the $set kernels under the JIT, $bits"
    else
        fail "$what: bits $bits, but $expected under the JIT"
    fi
}

jit_bits() {
    local line

    if [[ $1 == avx512 ]] && has_processor avx512dq; then
        line=$(dotnet "$jit" "$work/values" | tail -n 1)
    elif [[ $1 == avx2 ]] && has_processor avx2; then
        line=$(DOTNET_EnableAVX512=0 dotnet "$jit" "$work/values" | tail -n 1)
    else
        line=$(dotnet "$reference" suite "$work/values" "$1" | tail -n 1)
    fi

    printf '%s' "${line##* bits }"
}
