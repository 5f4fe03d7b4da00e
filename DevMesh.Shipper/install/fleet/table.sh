# The end of a run: one row per node, in the order of the inventory.

show_table() { # sets running, the number of nodes that run
  local node width=4 state_width=5 version_width=7
  running=0
  for node in "${nodes[@]}"; do
    ((${#node} <= width)) || width=${#node}
    ((${#state_of[$node]} <= state_width)) || state_width=${#state_of[$node]}
    [[ ! ${state_of[$node]} =~ ^(running|installed|upgraded|changed)$ ]] || running=$((running + 1))
    version_of[$node]=${version_of[$node]:-${found[$node.version]:--}}
    ((${#version_of[$node]} <= version_width)) || version_width=${#version_of[$node]}
  done
  row node state version ''
  for node in "${nodes[@]}"; do row "$node" "${state_of[$node]}" "${version_of[$node]}" "${detail_of[$node]}"; done
  printf '\n%d of %d run. What each node said: %s\n' "$running" "${#nodes[@]}" "$STATE/fleet/logs/NODE.log"
}

row() { # NODE STATE VERSION DETAIL
  printf '%-*s  %-*s  %-*s  %s\n' "$width" "$1" "$state_width" "$2" "$version_width" "$3" "$4" | sed 's/ *$//'
}
