#!/usr/bin/env bash
# Asks the registries for the digests that the tags of today's images have, and writes them to .env, which compose.yaml
# reads: from then on the same images are used until this is run again. Other lines of .env stay. Needs docker with buildx.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

names=()
lines=()
while IFS=' ' read -r name image; do
  digest=$(docker buildx imagetools inspect "$image" --format '{{.Manifest.Digest}}')
  if [[ ! $digest =~ ^sha256:[0-9a-f]{64}$ ]]; then
    printf 'pin.sh: the registry gave no digest of %s but: %s\n' "$image" "$digest" >&2
    exit 1
  fi
  names+=("$name")
  lines+=("$name=$image@$digest")
done < <(grep -oE '[$][{][A-Z]+_IMAGE:-[^}]+' compose.yaml | sed -E 's/^..//; s/:-/ /' | sort -u)

((${#names[@]})) || { printf 'pin.sh: compose.yaml names no image.\n' >&2; exit 1; }
pattern=$(IFS='|' && printf '%s' "${names[*]}")
{
  grep -vE "^($pattern)=" .env 2>/dev/null || true
  printf '%s\n' "${lines[@]}"
} >.env.new
mv .env.new .env
printf '%s\n' "${lines[@]}"
