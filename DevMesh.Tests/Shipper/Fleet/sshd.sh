#!/usr/bin/env bash
# Runs an SSH server for the tests: sshd.sh COMMAND... As root it wants a user and a folder that the machine may lack. Both
# are made in a mount namespace of this process, which no other process sees.
set -euo pipefail

if [[ ${1:-} == --in-namespace ]]; then
  shift
  mount -t tmpfs run /run
  mkdir -m 755 /run/sshd
  if ! getent passwd sshd >/dev/null; then
    { cat /etc/passwd && echo 'sshd:x:65533:65534::/run/sshd:/usr/sbin/nologin'; } >/run/passwd
    mount --bind /run/passwd /etc/passwd
  fi
elif ((EUID == 0)); then
  exec unshare --mount bash "$0" --in-namespace "$@"
fi
exec "$@"
