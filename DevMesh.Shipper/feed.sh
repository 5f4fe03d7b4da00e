#!/usr/bin/env bash
# Feeds DevMesh with the journal of this machine, through journalctl and the shipper, or with the sample.
#
#   feed.sh source               say which of the two this user can read: journal or sample
#   feed.sh once URL DIR         ship the journal's entries after the cursor in DIR, or its latest ones
#   feed.sh follow URL DIR       go on doing that
#   feed.sh sample URL DIR       ship the sample, once for a DIR
#
# Entries are shipped in chunks, and the cursor moves on when the shipper has had every entry of a chunk acknowledged. So a
# stop at any moment loses nothing, and what is sent again is stored once.
# `journalctl --follow` is not used: it starts at the last boot, whatever cursor it is given.

set -euo pipefail

readonly LATEST=20000 CHUNK=20000 PAUSE_SECONDS=2 RETRY_SECONDS=10

# Before a command: it ends with its parent, even with one that is killed.
TIED=()
if command -v setpriv >/dev/null; then TIED=(setpriv --pdeathsig TERM); fi

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)

source_of_logs() {
  if [[ -n "$(journalctl -o json --all --no-pager -n 1 2>/dev/null | head -c 1)" ]]; then echo journal; else echo sample; fi
}

ship() { # NODE FILE of journal entries as JSON lines, OPTIONS
  "${TIED[@]}" dotnet "$HERE/bin/Release/net10.0/devmesh-shipper.dll" --stdin --node "$1" --server "$URL" "${@:3}" <"$2"
}

# The host's name in the alphabet of node names.
node_name() {
  local name=${HOSTNAME:-localhost}
  name=${name//[^A-Za-z0-9._-]/-}
  printf '%s\n' "${name:0:64}"
}

# ---- the journal ----------------------------------------------------------------------------------------------------

journal() { journalctl -o json --all --no-pager --quiet "$@"; }

# Writes the next entries to a file. A cursor that journalctl refuses is given up.
read_chunk() { # FILE
  local cursor code=0
  cursor=$(cat "$DIR/cursor" 2>/dev/null || true)
  if [[ -n $cursor ]]; then
    # A full chunk ends journalctl's output early, which it may call a failure.
    journal --after-cursor="$cursor" | head -n "$CHUNK" >"$1" || code=$?
    if ((code == 0)) || [[ -s $1 ]]; then return; fi
    echo "journalctl refused the cursor (exit code $code); starting from the latest entries" >&2
  fi
  journal -n "$LATEST" >"$1"
}

save_cursor() { # FILE: the cursor of its last entry
  tail -n 1 "$1" | sed -nE 's/.*"__CURSOR" ?: ?"([^"]+)".*/\1/p' >"$DIR/cursor.new"
  mv "$DIR/cursor.new" "$DIR/cursor"
}

ship_chunk() {
  local chunk=$DIR/chunk.jsonl
  read_chunk "$chunk"
  if [[ -s $chunk ]]; then
    ship "$(node_name)" "$chunk" --state "$DIR/shipper"
    save_cursor "$chunk"
  fi
  rm -f "$chunk"
}

follow() {
  while :; do
    # A process of its own, so that errexit holds in it.
    if "${TIED[@]}" "$HERE/feed.sh" once "$URL" "$DIR"; then sleep "$PAUSE_SECONDS"; else sleep "$RETRY_SECONDS"; fi
  done
}

# ---- the sample -----------------------------------------------------------------------------------------------------

# A mark that names the files' content keeps a second start from reading them again.
ship_sample() {
  local file mark
  mark=$(cat "$HERE"/sample/*.jsonl | sha256sum)
  [[ "$(cat "$DIR/sample.shipped" 2>/dev/null)" != "$mark" ]] || return 0
  for file in "$HERE"/sample/*.jsonl; do
    ship "$(basename "$file" .jsonl)" "$file"
  done
  printf '%s\n' "$mark" >"$DIR/sample.shipped"
}

main() {
  local verb=${1:-}
  URL=${2:-} DIR=${3:-}
  umask 077 # the journal is not for everyone
  case $verb:$# in
    source:1) source_of_logs ;;
    once:3) ship_chunk ;;
    follow:3) follow ;;
    sample:3) ship_sample ;;
    *)
      sed -n '/^#   feed.sh/s/^#   //p' "${BASH_SOURCE[0]}" >&2
      exit 2
      ;;
  esac
}

main "$@"
