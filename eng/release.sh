#!/usr/bin/env bash
# Makes the packages of the commit that is checked out, checks them, and lists them with sizes and hashes; it publishes nothing.
#
#   eng/release.sh [FOLDER]
#
# Two clones in different folders are packed, which must give the same bytes; packing validates each library's package. With these very files
# tests/Package.Tests builds and runs projects of every kind, and tests/AotTests/package.sh native and trimmed ones. FOLDER, by default
# artifacts/packages, gets the packages when all of it has passed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

output=$(realpath -m "${1:-artifacts/packages}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CI=true DOTNET_NOLOGO=true DOTNET_CLI_TELEMETRY_OPTOUT=true DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1

stop() {
    printf 'release.sh: %s\n' "$*" >&2
    exit 1
}

# pack_clone FOLDER PACKAGES: with the address of the repository, which source link asks for.
pack_clone() {
    local address
    git clone --quiet --no-checkout "$PWD" "$1"
    git -C "$1" checkout --quiet --detach "$commit"

    if address=$(git remote get-url origin 2> /dev/null); then
        git -C "$1" remote set-url origin "$address"
    fi

    dotnet pack "$1/eng/Packages.slnx" -c Release --output "$2" -v:minimal -tl:off > "$work/pack" 2>&1 || { cat "$work/pack"; stop 'packing failed'; }
}

compare_packages() {
    local package name
    diff <(ls "$work/packages") <(ls "$work/again") || stop 'two clones have different packages'

    for package in "$work/packages"/*; do
        name=$(basename "$package")
        cmp "$package" "$work/again/$name" || stop "two clones in different folders give different bytes: $name"
    done
}

commit=$(git rev-parse HEAD)
[[ -z $(git status --porcelain) ]] || stop 'the folder has changes that are in no commit, and packages are made of commits'
[[ ! -e $output || -z $(ls -A "$output") ]] || stop "the folder '$output' is not empty"

printf '=== Packages of %s, from two clones\n' "$commit"
pack_clone "$work/clone" "$work/packages"
pack_clone "$work/another folder/clone" "$work/again"
compare_packages

printf '=== Consumers\n'
export WEFT_PACKAGES="$work/packages"
dotnet test "$work/clone/tests/Package.Tests" -c Release
bash "$work/clone/tests/AotTests/package.sh" || (($? == 77)) || stop 'what is published with the packages does not run'

printf '=== Packages, the same bytes from both clones\n'
mkdir -p "$output"
cp "$work/packages"/* "$output/"
(cd "$output" && for package in *; do printf '%9d  %s  %s\n' "$(stat -c %s "$package")" "$(sha256sum "$package" | cut -d ' ' -f 1)" "$package"; done)
