#!/usr/bin/env bash
# ./devmesh fleet: installs or upgrades the shipper on every node of an inventory, and sees that their logs arrive. Each step
# is taken on all nodes at once, and what goes wrong on one of them ends in its row of the table and nowhere else.

for _part in arguments inventory ssh at-once package keys plan server table; do
  # shellcheck disable=SC1090 # the files beside this one
  source "$ROOT/DevMesh.Shipper/install/fleet/$_part.sh"
done
# shellcheck source=.ci/programs.sh
source "$ROOT/.ci/programs.sh"

# What is known of each node, by its name. A node whose state is set is dealt with; the table shows state and detail.
declare -A state_of detail_of version_of

run_fleet() { # ARGUMENTS
  local node
  export LC_ALL=C
  read_arguments "$@"
  clean_up_at_exit
  lock_folder "$STATE/fleet" fleet || die "another ./devmesh fleet runs here (process $(lock_process "$STATE/fleet"))."
  work=$STATE/fleet/run
  rm -rf "$work"
  (umask 077 && mkdir -p "$work" "$STATE/fleet/logs")
  for node in "${nodes[@]}"; do rm -f "$STATE/fleet/logs/$node.log"; done
  provide_tools
  ask_server before || die "$server_trouble" "Nothing was changed on any node."

  at_once "Look at the nodes" look_at take_look "${nodes[@]}"
  provide_packages
  make_plans
  if [[ -z $dry ]]; then
    at_once "Install" install_on take_install $(nodes_to_install)
    await_arrival "$arrival_seconds"
  else
    await_arrival 0
  fi
  show_table
  rm -rf "$work"
  ((running == ${#nodes[@]})) || exit 1
}

# A node's part of the run, for those who want more than its row.
node_log() { # NODE: lines on stdin
  printable >>"$STATE/fleet/logs/$1.log"
}

settle() { # NODE STATE DETAIL
  state_of[$1]=$2 detail_of[$1]=$3
  printf '%s: %s\n' "$2" "$3" | node_log "$1"
}

# Text from a node or a server, fit for a terminal: control characters and bytes that are no ASCII are written out.
printable() { sed 's/\r$//' | cat -v; }

# Its last line that is not blank, cut to what fits a table.
last_line() { # FILE...
  { grep -ahv '^[[:space:]]*$' "$@" || true; } | tail -n 1 | tr '\t' ' ' | printable | cut -c 1-300
}

provide_tools() {
  provide_tool DEVMESH_SSH ssh openssh openssh-client
  provide_tool DEVMESH_CURL curl curl curl
  provide_tool DEVMESH_JQ jq jq jq
}

# The one on the PATH, unless the variable names another; where there is none, Debian's package is unpacked.
provide_tool() { # VARIABLE PROGRAM HOME PACKAGE
  if [[ -z ${!1:-} ]]; then
    if command -v "$2" >/dev/null; then export "$1=$2"; else provide_program "$1" "usr/bin/$2" "$3" "$4"; fi
  fi
  [[ -n ${!1} ]] || die "$2 is needed, and it is neither on the PATH nor could it be fetched."
}
