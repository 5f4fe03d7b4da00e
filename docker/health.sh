#!/usr/bin/env bash
# Asks GET /health of this machine's PORT, prints the first line of the answer and succeeds when it is a 200.
# With nothing but bash: the image has no curl.
set -euo pipefail

exec 3<>"/dev/tcp/127.0.0.1/${1:?the port is missing}"
printf 'GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
IFS= read -r -t 8 answer <&3
printf '%s\n' "${answer%$'\r'}"
[[ ${answer%$'\r'} =~ ^HTTP/[0-9.]+\ 200(\ |$) ]]
