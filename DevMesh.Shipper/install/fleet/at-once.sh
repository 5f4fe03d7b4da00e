# The same step on several nodes at once.

# Runs STEP for each node, at most $jobs of them at a time, and AFTER for each in the order of the inventory, as soon as it
# and those before it are done. STEP runs in a process of its own and leaves files; AFTER reads them and says a line.
at_once() { # TITLE STEP AFTER NODE...
  local title=$1 step=$2 after=$3 all=("${@:4}") next=0 told=0 started=$EPOCHREALTIME pid
  local -A node_of=() ended=()
  while ((told < ${#all[@]})); do
    while ((next < ${#all[@]} && ${#node_of[@]} < jobs)); do
      set -m # a process group of its own, which a stop ends as a whole
      "$step" "${all[next]}" </dev/null >/dev/null 2>>"$work/errors" 8>&- 9>&- &
      set +m
      node_of[$!]=${all[next]}
      next=$((next + 1))
    done
    for pid in "${!node_of[@]}"; do
      ! kill -0 "$pid" 2>/dev/null || continue
      wait "$pid" || true # what went wrong is in the files
      ended[${node_of[$pid]}]=yes
      unset "node_of[$pid]"
    done
    while ((told < ${#all[@]})) && [[ -n ${ended[${all[told]}]:-} ]]; do
      "$after" "${all[told]}"
      told=$((told + 1))
    done
    live "$title: ${#ended[@]} of ${#all[@]} done, $(seconds_since "$started");$(running_nodes)"
    ((told == ${#all[@]})) || sleep 0.05
  done
  live ''
}

# Of the caller's nodes, those that have been started and have not ended.
running_nodes() {
  local node
  for node in "${all[@]:told:next-told}"; do
    [[ -n ${ended[$node]:-} ]] || printf ' %s' "$node"
  done
}

# The line that changes, on a terminal.
live() { # TEXT
  local width=${COLUMNS:-80}
  [[ ! -t 2 ]] || printf '\r\e[K%s' "${1:0:width-1}" >&2
}

# A line that stays, where there is no terminal.
progress() { # TEXT
  [[ -t 2 ]] || say "$*"
}
