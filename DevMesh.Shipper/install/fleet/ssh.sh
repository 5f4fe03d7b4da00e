# One SSH session on a node: how it is opened, what runs there, and why it failed.

readonly CONNECT_SECONDS=10
readonly OUTPUT_KIB=1024

# Runs a script of this folder on the node, as root where it has to be (on-node/elevate.sh), with this function's input.
# Leaves its output in NODE.STEP and NODE.STEP.err of the work folder, and the exit code in NODE.STEP.code.
on_node() { # NODE STEP SECONDS SCRIPT ARGUMENT...
  local node=$1 out=$work/$1.$2 code=0 command='exec sh -c' word scripts=$ROOT/DevMesh.Shipper/install/fleet/on-node
  for word in "$(<"$scripts/elevate.sh")" "$(<"$scripts/$4.sh")" "${@:5}"; do
    command+=" '${word//\'/\'\\\'\'}'"
  done
  ssh_command "$node"
  # A node that writes without end must not fill this machine's disk: the limit ends ssh.
  (ulimit -f "$OUTPUT_KIB" && exec timeout --foreground "$3" "${ssh[@]}" "$command") >"$out" 2>"$out.err" || code=$?
  printf '%s\n' "$code" >"$out.code"
}

# No question is ever asked: what would need an answer fails. A host key is taken when the node is first seen, and a changed
# one is refused.
ssh_command() { # NODE: sets ssh
  local node=$1 key=${identity_of[$1]} hosts=${known_hosts//%/%%}
  # shellcheck disable=SC2206 # DEVMESH_SSH may have arguments
  ssh=($DEVMESH_SSH -T -o BatchMode=yes -o "ConnectTimeout=$CONNECT_SECONDS" -o ServerAliveInterval=10 -o ServerAliveCountMax=3
    -o StrictHostKeyChecking=accept-new -o "UserKnownHostsFile=\"$hosts\"" -o UpdateHostKeys=no -o LogLevel=ERROR
    -o ForwardAgent=no -o ClearAllForwardings=yes -o PermitLocalCommand=no -p "${port_of[$node]}")
  [[ -z $key ]] || ssh+=(-o IdentitiesOnly=yes -i "${key//%/%%}")
  [[ -z ${login_of[$node]} ]] || ssh+=(-l "${login_of[$node]}")
  ssh+=(-- "${host_of[$node]}")
}

# Prints why a session failed. 255 is ssh's own code for "no session"; 124 that of timeout; 153 the limit of its output.
why_failed() { # NODE STEP SECONDS
  local out=$work/$1.$2 at="${host_of[$1]} port ${port_of[$1]}" line
  case $(<"$out.code") in
    124) printf 'it was not done within %s s\n' "$3" ;;
    153) printf 'it answered more than %s KiB\n' "$OUTPUT_KIB" ;;
    255)
      line=$(last_line "$out.err")
      case $line in
        *'Connection refused'*) printf 'connection refused: no SSH at %s\n' "$at" ;;
        *'timed out'*) printf 'no answer from %s within %s s\n' "$at" "$CONNECT_SECONDS" ;;
        *'Permission denied'*) printf 'permission denied: %s\n' "$line" ;;
        *'Host key verification failed'*) printf 'the host key of %s is not the one in %s\n' "$at" "$known_hosts" ;;
        *) printf '%s\n' "${line:-ssh ended without a word}" ;;
      esac
      ;;
    *)
      line=$(last_line "$out.err")
      [[ -n $line ]] || line=$(last_line "$out")
      printf '%s\n' "${line:-exit code $(<"$out.code") without a word}"
      ;;
  esac
}
