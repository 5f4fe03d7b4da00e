# What the server knows of the nodes, and the wait for their logs.

readonly ASK_SECONDS=1
# A shipper tells how it is every half minute; one that missed three is not there.
readonly SILENT_SECONDS=90

declare -A beat_at log_at process_of error_of # as of the latest answer: times in seconds of the server's clock
declare -A process_before                     # before anything was changed
server_now=0 asked_first=0 server_trouble=''

# GET /nodes. Fails and sets server_trouble when there is no answer that can be read.
ask_server() { # before|now
  local answer=$work/nodes.json head=$work/nodes.head code date line
  local -a row
  code=$(curl_nodes "$answer" "$head") || {
    server_trouble="GET $check_url/nodes failed: $(last_line "$work/curl.err")"
    return 1
  }
  case $code in
    200) ;;
    401 | 403)
      server_trouble="GET $check_url/nodes answered $code: --read-key-file or DEVMESH_API_KEY must give a key that may read"
      return 1
      ;;
    *)
      server_trouble="GET $check_url/nodes answered $code: $(last_line "$answer")"
      return 1
      ;;
  esac
  date=$(sed -n 's/^[Dd]ate: //p' "$head" | tr -d '\r' | tail -n 1)
  server_now=$(date -d "$date" +%s 2>/dev/null || date +%s)
  if ! "$DEVMESH_JQ" -r --argjson now "$server_now" "$NODES_AS_LINES" "$answer" >"$work/nodes.lines" 2>"$work/jq.err"; then
    server_trouble="GET $check_url/nodes answered what is no list of nodes: $(last_line "$work/jq.err")"
    return 1
  fi
  server_trouble=
  while IFS=$'\t' read -ra row; do
    beat_at[${row[0]}]=${row[1]} log_at[${row[0]}]=${row[2]} process_of[${row[0]}]=${row[3]} error_of[${row[0]}]=${row[4]}
    [[ $1 == now ]] || process_before[${row[0]}]=${row[3]}
  done <"$work/nodes.lines"
  [[ $1 == now ]] || asked_first=$server_now
}

# A line per node: name, second of the last heartbeat, of the last log, when its shipper started, its last error.
readonly NODES_AS_LINES='
  def second: .[0:19] + "Z" | fromdateiso8601;
  def word: if . == null or . == "" then "-" else . end;
  .results[] | select(.node | test("^[A-Za-z0-9._-]{1,64}$")) | [
    .node,
    (if .heartbeat then (.heartbeat.received_at | second) else 0 end),
    (if .lag_s == null then 0 else ($now + 1 - .lag_s | floor) end),
    (.heartbeat.started_at | word),
    (.heartbeat.last_error | word)
  ] | @tsv'

# The key comes on standard input: the command line of curl can be read by everyone.
curl_nodes() { # ANSWER HEAD: prints the status
  { [[ -z $read_key ]] || printf 'Authorization: Bearer %s\n' "$read_key"; } |
    "$DEVMESH_CURL" -sS --max-time 20 --max-filesize 33554432 -D "$2" -o "$1" -w '%{http_code}' -H @- \
      -H 'Accept: application/json' "$check_url/nodes" 2>"$work/curl.err"
}

# Waits until each node that is to run has been heard of, and settles all of them.
await_arrival() { # SECONDS
  local deadline=$((SECONDS + $1)) node awaited=() missing
  for node in "${nodes[@]}"; do
    [[ -z ${state_of[$node]:-} ]] || continue
    if [[ -n $dry && -n ${action_of[$node]:-} ]]; then
      settle "$node" "would ${action_of[$node]}" "${detail_of[$node]}"
    else
      awaited+=("$node")
    fi
  done
  while ((${#awaited[@]})); do
    missing=()
    ask_server now || true
    for node in "${awaited[@]}"; do
      if [[ -z $server_trouble ]] && has_arrived "$node"; then settle_arrived "$node"; else missing+=("$node"); fi
    done
    awaited=("${missing[@]}")
    ((${#awaited[@]} && SECONDS < deadline)) || break
    live "Wait for logs: $((deadline - SECONDS)) s left; ${awaited[*]}"
    sleep "$ASK_SECONDS"
  done
  live ''
  for node in "${awaited[@]}"; do settle_missing "$node" "$1"; done
}

# A first start ships what the journal has of this boot, so its logs are waited for. Later a quiet node may have nothing to
# send, but the process that was started anew says that it is there.
has_arrived() { # NODE
  local node=$1 beat=${beat_at[$1]:-0} log=${log_at[$1]:-0}
  case ${action_of[$node]:-} in
    '') ((beat >= server_now - SILENT_SECONDS)) ;;
    install) ((log >= asked_first)) ;;
    *) ((beat >= asked_first)) && [[ ${process_of[$node]:--} != "${process_before[$node]:--}" ]] ;;
  esac
}

settle_arrived() { # NODE
  local node=$1 state=running detail=${detail_of[$1]:-}
  case ${action_of[$node]:-} in
    '' | start) ;;
    *) state=$(done_word "${action_of[$node]}") ;;
  esac
  settle "$node" "$state" "${detail:+$detail; }$(heard_of "$node")"
  progress "$node: $state, ${detail_of[$node]}"
}

heard_of() { # NODE
  local log=${log_at[$1]:-0}
  if ((log == 0)); then
    printf 'no log yet'
  else
    printf 'last log %s ago' "$(span $((server_now > log ? server_now - log : 0)))"
  fi
}

span() { # SECONDS
  if (($1 < 120)); then
    printf '%d s' "$1"
  elif (($1 < 7200)); then
    printf '%d min' $(($1 / 60))
  else
    printf '%d h' $(($1 / 3600))
  fi
}

settle_missing() { # NODE SECONDS
  local node=$1 what=${action_of[$1]:-} error=${error_of[$1]:--} text
  case $what in
    '')
      text="it is installed, but sent no heartbeat yet"
      ((${beat_at[$node]:-0} == 0)) || text="it is installed, but sent no heartbeat for $(span $((server_now - beat_at[$node])))"
      ;;
    install) text="installed, but no log arrived within $2 s" ;;
    *) text="$(done_word "$what") (${detail_of[$node]}), but no heartbeat arrived within $2 s" ;;
  esac
  [[ -z $server_trouble ]] || text+="; $server_trouble"
  [[ $error == - ]] || text+="; its shipper says: $(printf '%s' "$error" | printable | cut -c 1-200)"
  [[ ${found[$node.service]:-} != none ]] || text+="; systemd does not run there, so it has to be started by hand"
  settle "$node" failed "$text"
  progress "$node: failed: $text"
}
