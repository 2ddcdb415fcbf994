#!/usr/bin/env bash
# Publishes the program as one file of native code with its weights inside, in float32 or in int8: publish.sh FOLDER [int8]
set -euo pipefail
folder=$(realpath -m "${1:?a folder to publish to is needed}")
storage=${2:-float32}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
weft() { dotnet run -c Release --project src/Tool -- "$@"; }

# The first search of a text leaves weights and vocabulary behind.
echo 'A text.' > "$work/text.txt"
dotnet run -c Release --project samples/Search -- --folder "$work" --text "$work/text.txt" 'a question' > "$work/answer"

case $storage in
    float32 | int8) ;;
    *) echo "weights are float32 or int8, not $storage" >&2; exit 2 ;;
esac

sed "s/^inference: { /&weights: $storage, /" models/minilm.yaml > "$work/minilm.yaml"
weft pack "$work/minilm.yaml" "$work/minilm.safetensors" --output "$work/minilm.weights"

gzip -9 -n -c samples/Shakespeare/input.txt > "$work/input.txt.gz"
gzip -9 -n "$work/vocab.txt"

dotnet publish samples/Search -c Release -r "linux-$([[ $(uname -m) == aarch64 ]] && echo arm64 || echo x64)" -o "$folder" \
    -p:EmbeddedFiles="$work"
