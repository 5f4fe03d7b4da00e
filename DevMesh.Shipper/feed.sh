#!/usr/bin/env bash
# Feeds DevMesh with the journal of this machine, or with the sample where none can be read.
#
#   feed.sh source               say which of the two this user can read: journal or sample
#   feed.sh nodes                list the nodes whose logs that are
#   feed.sh once URL DIR         ship what the journal has; the first time, of the last 24 hours
#   feed.sh follow URL DIR       go on doing that
#   feed.sh sample URL DIR       ship the sample, once for a DIR
#
# Where the shipper has come to is kept in DIR/shipper, so that a start goes on where the last one ended. DIR/keys/NODE.key,
# where it exists, is the API key for that node.

set -euo pipefail

# Before a command: it ends with its parent, even with one that is killed.
TIED=()
if command -v setpriv >/dev/null; then TIED=(setpriv --pdeathsig TERM); fi

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)

source_of_logs() {
  if [[ -n "$(journalctl -o json --all --no-pager -n 1 2>/dev/null | head -c 1)" ]]; then echo journal; else echo sample; fi
}

ship() { # NODE OPTIONS...
  local key=()
  [[ ! -e $DIR/keys/$1.key ]] || key=(--key-file "$DIR/keys/$1.key")
  "${TIED[@]}" dotnet "$HERE/bin/Release/net10.0/devmesh-shipper.dll" run --node "$1" --server "$URL" "${key[@]}" "${@:2}"
}

# The host's name in the alphabet of node names.
node_name() {
  local name=${HOSTNAME:-localhost}
  name=${name//[^A-Za-z0-9._-]/-}
  printf '%s\n' "${name:0:64}"
}

nodes() {
  local file
  if [[ $(source_of_logs) == journal ]]; then
    node_name
    return
  fi
  for file in "$HERE"/sample/*.jsonl; do basename "$file" .jsonl; done
}

ship_journal() { # OPTIONS...
  ship "$(node_name)" --state "$DIR/shipper" --start 24h "$@"
}

# A mark that names the files' content keeps a second start from reading them again.
ship_sample() {
  local file mark
  mark=$(cat "$HERE"/sample/*.jsonl | sha256sum)
  [[ "$(cat "$DIR/sample.shipped" 2>/dev/null)" != "$mark" ]] || return 0
  for file in "$HERE"/sample/*.jsonl; do
    ship "$(basename "$file" .jsonl)" --stdin <"$file"
  done
  printf '%s\n' "$mark" >"$DIR/sample.shipped"
}

main() {
  local verb=${1:-}
  URL=${2:-} DIR=${3:-}
  umask 077 # the journal is not for everyone
  case $verb:$# in
    source:1) source_of_logs ;;
    nodes:1) nodes ;;
    once:3) ship_journal --once ;;
    follow:3) ship_journal ;;
    sample:3) ship_sample ;;
    *)
      sed -n '/^#   feed.sh/s/^#   //p' "${BASH_SOURCE[0]}" >&2
      exit 2
      ;;
  esac
}

main "$@"
