#!/usr/bin/env bash
# ./devmesh up: database, app and a feed of logs in one go, until Ctrl-C.

readonly HEALTH_SECONDS=60

up() {
  local folder=$STATE/up port=${DEVMESH_PORT:-8000} url app feed keyed=
  (($# == 0)) || die "up takes no arguments. Its settings are DEVMESH_PORT and DEVMESH_STATE."
  [[ $port =~ ^[1-9][0-9]{0,4}$ ]] && ((port <= 65535)) || die "DEVMESH_PORT is '$port': a port from 1 to 65535 is accepted."
  url=http://localhost:$port
  [[ -z ${MARIADB_CONNECTION:-} ]] || say "MARIADB_CONNECTION is set; up does not use it, but a database of its own."
  cd "$ROOT" # where the app looks for local.settings.json
  clean_up_at_exit
  lock_folder "$folder" up || refuse_second "$folder"
  printf '%s\n' "$url" >"$folder/url"
  stop_left_over "$folder/app.pid"
  ! port_answers "$port" || die "port $port is taken by another program. Choose another: DEVMESH_PORT=8001 ./devmesh up"

  start_database "$folder/db" up
  build app Release DevMesh.Functions DevMesh.Domain
  build shipper Release DevMesh.Shipper DevMesh.Domain
  MARIADB_CONNECTION=$(db_connection "$folder/db")
  export MARIADB_CONNECTION DEVMESH_PORT=$port
  apply_migrations "$folder/migrate.log"
  ! database_has_keys "$folder" || make_feed_keys "$folder"
  start_app "$folder" "$port"
  start_feed "$folder" "http://127.0.0.1:$port"
  greet "$folder" "$url"
  watch "$folder"
}

refuse_second() { # FOLDER
  [[ "$(lock_holder "$1")" == up ]] || die "./devmesh $(lock_holder "$1") uses the database of up; try again when it is done."
  die "./devmesh up runs here already (process $(lock_process "$1")); see $(cat "$1/url")/health" \
    "A second one beside it needs its own DEVMESH_STATE and DEVMESH_PORT."
}

port_answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The app of a script that was killed is told to end with it (see spawn), and may still be at that.
stop_left_over() { # PIDFILE
  local pid
  pid=$(cat "$1" 2>/dev/null) || return 0
  ! db_has_argument "$pid" "$APP_DLL" || stop_job "$pid"
  rm -f "$1"
}

apply_migrations() { # LOG
  if ! step "Apply the migrations" "$1" dotnet "$APP_DLL" migrate; then
    log_tail "$1"
    die "the migrations failed, see above. The data is as the last complete migration left it; try again when the cause is gone."
  fi
  sed 's/^/  /' "$1" >&2
}

# ---- keys: without any the app is open, with one the feed needs its own -----------------------------------------------

database_has_keys() { # FOLDER
  local found
  found=$(db_sql "$1/db" -N -B -e 'SELECT EXISTS (SELECT 1 FROM api_keys)' 2>/dev/null) ||
    found=$(dotnet "$APP_DLL" keys list 2>/dev/null | wc -l) # the client may not be there
  ((found > 0))
}

# One for each node that the feed sends for. A file whose key does not hold, and a key whose file is lost, are replaced.
make_feed_keys() { # FOLDER: sets keyed
  local node name file list log=$1/keys.log
  keyed=yes
  mkdir -p -m 700 "$1/keys"
  list=$(dotnet "$APP_DLL" keys list 2>"$log") || keys_failed "$log"
  for node in $("$ROOT/DevMesh.Shipper/feed.sh" nodes); do
    name=up.${node:0:61} file=$1/keys/$node.key
    if [[ -e $file ]]; then
      ! grep -qE "^$name +$(cut -c 4-15 "$file") .*(active|holds until [^ ]+ [^ ]+)\$" <<<"$list" || continue
      rm -f "$file"
    fi
    dotnet "$APP_DLL" keys create "$name" --scope ingest --node "$node" --out "$file" >>"$log" 2>&1 ||
      dotnet "$APP_DLL" keys rotate "$name" --grace 0s --out "$file" >>"$log" 2>&1 || keys_failed "$log"
  done
}

keys_failed() { # LOG
  log_tail "$1"
  die "the feed's API keys could not be made, see above."
}

# ---- the app --------------------------------------------------------------------------------------------------------

start_app() { # FOLDER PORT: sets app
  local log=$1/app.log started=$EPOCHREALTIME
  say "Start the app ..."
  spawn bash -c 'exec "${@:2}" >"$1" 2>&1' - "$log" dotnet "$APP_DLL"
  app=$CHILD
  printf '%s\n' "$app" >"$1/app.pid"
  await_health "$2" "$app" || {
    log_tail "$log" 25
    die "the app did not get ready, see above; all of its log: $log"
  }
  say "  done in $(seconds_since "$started")"
}

await_health() { # PORT PID
  local deadline=$((SECONDS + HEALTH_SECONDS)) status=
  until [[ $status == *" 200 "* ]]; do
    if ! kill -0 "$2" 2>/dev/null; then
      say "  the app ended"
      return 1
    fi
    if ((SECONDS > deadline)); then
      say "  no 200 from GET /health within $HEALTH_SECONDS s; the last answer was: ${status:-none}"
      return 1
    fi
    sleep 0.1
    status=$(health_status "$1" || true)
  done
}

# The first line of the answer, the rest read to its end. Without curl, which a fresh machine may lack.
health_status() { # PORT
  local line
  {
    exec 3<>"/dev/tcp/127.0.0.1/$1" || return
    printf 'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
    read -r -t 5 line <&3 || return
    while read -r -t 1 _ <&3; do :; done
  } 2>/dev/null
  printf '%s\n' "${line%$'\r'}"
}

# ---- the feed -------------------------------------------------------------------------------------------------------

start_feed() { # FOLDER URL: sets feed, empty when there is nothing to follow
  local log=$1/feed.log script=$ROOT/DevMesh.Shipper/feed.sh source
  feed=
  source=$("$script" source)
  if [[ $source == sample ]]; then
    say "No journal can be read here; a sample stands in for it."
    step "Feed the sample" "$log" "${TIED[@]}" "$script" sample "$2" "$1" || feed_failed "$log"
    return
  fi
  # The first time it is worth waiting for: the searches shown below should find something.
  [[ -s $1/shipper/position.json ]] ||
    step "Feed this machine's journal (the last 24 hours)" "$log" "${TIED[@]}" "$script" once "$2" "$1" || feed_failed "$log"
  spawn bash -c 'exec "${@:2}" >>"$1" 2>&1' - "$log" "$script" follow "$2" "$1"
  feed=$CHILD
}

# Search works on what is stored, so the app goes on.
feed_failed() { # LOG
  log_tail "$1"
  say "The feed failed, see above; what is stored already can be searched. Stop and start again to repeat it."
}

# ---- the rest -------------------------------------------------------------------------------------------------------

greet() { # FOLDER URL
  cat <<TEXT

DevMesh answers at $2

  curl "$2/health"
  curl "$2/logs?limit=5"
  curl "$2/search/logs?query=docker+restart&limit=5"

TEXT
  if [[ -z $keyed ]]; then
    printf '%s\n\n' 'It has no API key, so whoever uses this machine may read and send. ./devmesh keys create makes the first.'
  else
    cat <<TEXT
It has API keys, so all but /health need one:

  ./devmesh keys create me --scope read --out me.key
  curl -H "Authorization: Bearer \$(cat me.key)" "$2/logs?limit=5"

TEXT
  fi
  cat <<TEXT
Logs: $1/app.log, $1/feed.log, $1/db/mariadbd.log
Ctrl-C stops everything; the data stays.
TEXT
}

# Waits until something ends that should not. Being told to stop is how it is meant to end.
watch() { # FOLDER
  trap 'say; say "Stopping ..."; exit 0' INT TERM
  local server
  server=$(cat "$1/db/mariadbd.pid")
  while
    wait -n "$app" "$server" ${feed:+"$feed"} || true
    [[ -n $feed ]] && ! kill -0 "$feed" 2>/dev/null
  do
    say "The feed of the journal ended; see $1/feed.log. Searching goes on."
    feed=
  done
  if kill -0 "$app" 2>/dev/null; then
    db_log_tail "$1/db"
    die "the database ended, see above. ./devmesh up starts it again with its data."
  fi
  log_tail "$1/app.log" 25
  die "the app ended, see above. ./devmesh up goes on with the data."
}
