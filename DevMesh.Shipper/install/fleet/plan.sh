# What is found on a node, what has to be done there, and doing it.

readonly LOOK_SECONDS=60
readonly INSTALL_SECONDS=600

declare -A found      # NODE.WORD: what on-node/look.sh told; empty or absent where there is nothing
declare -A machine_of # x64 or arm64
declare -A action_of  # install, upgrade, change or start; absent where nothing has to be done

look_at() { # NODE
  on_node "$1" look "$LOOK_SECONDS" look
}

take_look() { # NODE
  local node=$1 out=$work/$1.look word value whole=
  { printf '%(%F %T)T\n' -1 && cat "$out.err" "$out"; } | node_log "$node"
  if [[ $(<"$out.code") == 255 || $(<"$out.code") == 124 ]]; then
    settle "$node" unreachable "$(why_failed "$node" look "$LOOK_SECONDS")"
  elif [[ $(<"$out.code") != 0 ]]; then
    settle "$node" failed "it could not be looked at: $(why_failed "$node" look "$LOOK_SECONDS")"
  else
    # A node's profile may write lines of its own, and a hostile one anything.
    while read -r word value; do
      [[ $word != fleet-end ]] || whole=yes
      if [[ $word =~ ^fleet-[a-z]+$ && ${#value} -le 400 && $value =~ ^[!-~]*$ ]]; then found[$node.${word#fleet-}]=$value; fi
    done < <(tr -d '\0' <"$out")
    take_machine "$node"
    [[ -n $whole ]] || settle "$node" failed "its answer is not understood: $(last_line "$out")"
  fi
  progress "$node: ${state_of[$node]:-$(found_there "$node")}${detail_of[$node]:+: ${detail_of[$node]}}"
}

take_machine() { # NODE
  case ${found[$1.machine]:-} in
    x86_64) machine_of[$1]=x64 ;;
    aarch64 | arm64) machine_of[$1]=arm64 ;;
    *) settle "$1" failed "there is no shipper for its machine, '${found[$1.machine]:-}'; there is one for x86_64 and aarch64" ;;
  esac
}

found_there() { # NODE
  if [[ -n ${found[$1.program]:-} ]]; then
    printf 'has %s' "${found[$1.version]:-the shipper}"
  else
    printf 'has no shipper yet'
  fi
}

# ---- what has to be done --------------------------------------------------------------------------------------------

make_plans() {
  local node
  for node in "${nodes[@]}"; do
    [[ -n ${state_of[$node]:-} ]] || make_plan "$node"
  done
}

make_plan() { # NODE
  local node=$1 machine=${machine_of[$1]} reasons=() file action=
  version_of[$node]=${found[$node.version]:-}
  if [[ -n ${no_package_for[$machine]:-} ]]; then
    settle "$node" failed "${no_package_for[$machine]}"
    return
  fi
  if [[ -n ${found[$node.name]:-} && ${found[$node.name]} != "$node" && -z $rename ]]; then
    settle "$node" failed \
      "the machine at ${host_of[$node]} is installed as ${found[$node.name]}; is the address right? --rename renames it"
    return
  fi
  take_key "$node"
  [[ -z ${state_of[$node]:-} ]] || return 0
  for file in program unit rules; do
    [[ ${found[$node.$file]:-} == "${packaged[$machine.$file]}" ]] || action=upgrade
  done
  [[ -z $action ]] || reasons+=("$(upgrade_text "$node" "$machine")")
  if [[ ${found[$node.name]:-} != "$node" ]]; then reasons+=("another name"); fi
  if [[ ${found[$node.server]:-} != "$server" ]]; then reasons+=("another server"); fi
  if [[ -n ${key_of[$node]:-} && ${found[$node.key]:-} != "$(hash_of_key "${key_of[$node]}")" ]]; then
    reasons+=("another key")
  elif [[ -n $dry && -n $make_keys && ! -e $keys_folder/$node.key ]]; then
    reasons+=("a new key")
  fi
  if ((${#reasons[@]})); then action=${action:-change}; fi
  if [[ -z $action && ! ${found[$node.service]:-} =~ ^(active|none)$ ]]; then
    action=start reasons=("its service was ${found[$node.service]:-unknown}")
  fi
  if [[ -z ${found[$node.program]:-} ]]; then action=install reasons=("${packaged[$machine.version]}"); fi
  [[ -z $action ]] || action_of[$node]=$action
  detail_of[$node]=$(joined "${reasons[@]}")
}

upgrade_text() { # NODE MACHINE
  local old=${found[$1.version]:-unknown} new=${packaged[$2.version]}
  if [[ $old == "$new" ]]; then printf 'another build of %s' "$new"; else printf '%s to %s' "$old" "$new"; fi
}

joined() { # WORD...
  local IFS=';'
  printf '%s' "${*/#/ }" | sed 's/^ //'
}

nodes_to_install() {
  local node
  for node in "${nodes[@]}"; do
    [[ -n ${state_of[$node]:-} || -z ${action_of[$node]:-} ]] || printf '%s\n' "$node"
  done
}

# ---- doing it -------------------------------------------------------------------------------------------------------

install_on() { # NODE
  local node=$1
  { printf '%s\n' "${key_of[$node]:-}" && cat "${package_of[${machine_of[$node]}]}"; } |
    on_node "$node" install "$INSTALL_SECONDS" install "$node" "$server"
}

take_install() { # NODE
  local node=$1 out=$work/$1.install
  cat "$out" "$out.err" | node_log "$node"
  if [[ $(<"$out.code") == 0 ]]; then
    version_of[$node]=${packaged[${machine_of[$node]}.version]}
    progress "$node: $(done_word "${action_of[$node]}") (${detail_of[$node]})"
    return
  fi
  settle "$node" failed "the ${action_of[$node]} failed: $(why_failed "$node" install "$INSTALL_SECONDS")"
  progress "$node: failed: ${detail_of[$node]}"
}

done_word() { # ACTION
  case $1 in
    install) printf installed ;;
    upgrade) printf upgraded ;;
    change) printf changed ;;
    start) printf started ;;
  esac
}
