#!/usr/bin/env bash
# What the verbs of ./devmesh share: steps with progress, processes that end with the script, locks, builds.
# Sourced by ./devmesh, which sets ROOT and STATE.

# ---- words to the user (stderr: stdout belongs to the answer of a verb) ---------------------------------------------

say() { printf '%s\n' "$*" >&2; }

die() {
  printf 'devmesh: %s\n' "$@" >&2
  exit 1
}

seconds_since() { # START as EPOCHREALTIME
  local micros=$((${EPOCHREALTIME//[.,]/} - ${1//[.,]/}))
  printf '%d.%d s' $((micros / 1000000)) $((micros / 100000 % 10))
}

log_tail() {
  say "  last lines of $1:"
  tail -n "${2:-15}" "$1" 2>/dev/null | sed 's/^/  | /' >&2 || true
}

# ---- processes ------------------------------------------------------------------------------------------------------

SPAWNED=() # process groups, in the order in which they were started
DATABASES=() # folders of the servers that were started

# Starts a command in a process group of its own, so that Ctrl-C on the terminal reaches only this script, which then stops
# things in order. A script that is killed takes the command with it. Sets CHILD.
spawn() {
  local tie=()
  if command -v setpriv >/dev/null; then tie=(setpriv --pdeathsig TERM); fi
  setsid "${tie[@]}" "$@" </dev/null 8>&- 9>&- &
  CHILD=$!
  SPAWNED+=("$CHILD")
}

group_lives() { kill -0 -- "-$1" 2>/dev/null; }

# Ends a process group: asks, waits, insists.
stop_group() {
  local group=$1 deadline=$((SECONDS + ${2:-20}))
  kill -TERM -- "-$group" 2>/dev/null || return 0
  while group_lives "$group"; do
    if ((SECONDS >= deadline)); then
      kill -KILL -- "-$group" 2>/dev/null || true
      return
    fi
    sleep 0.05
  done
}

stop_everything() {
  local i
  for ((i = ${#SPAWNED[@]} - 1; i >= 0; i--)); do stop_group "${SPAWNED[i]}"; done
  for i in "${!DATABASES[@]}"; do db_stop "${DATABASES[i]}"; done
}

# From here on the end of the script, whatever brings it about, stops what it started.
clean_up_at_exit() {
  trap 'code=$?; trap "" INT TERM HUP; stop_everything; exit $code' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
}

# ---- steps ----------------------------------------------------------------------------------------------------------

# Runs a command with its output in a log, showing what goes on and how long it took. The command is waited for in the
# background: bash would let a signal wait for a command in the foreground.
step() { # TITLE LOG COMMAND...
  local title=$1 log=$2 started=$EPOCHREALTIME code=0 group
  shift 2
  mkdir -p "$(dirname "$log")"
  [[ -t 2 ]] || say "$title ..."
  set -m # gives the job a process group of its own
  ("$@") </dev/null >"$log" 2>&1 8>&- 9>&- &
  group=$!
  set +m
  SPAWNED+=("$group")
  step_wait "$group" "$title" "$started"
  wait "$group" || code=$?
  unset 'SPAWNED[-1]'
  if ((code == 0)); then
    if [[ -t 2 ]]; then say $'\r\e[K'"$title: $(seconds_since "$started")"; else say "  done in $(seconds_since "$started")"; fi
  else
    [[ ! -t 2 ]] || say $'\r\e[K'"$title: failed"
  fi
  return "$code"
}

step_wait() { # GROUP TITLE STARTED
  while kill -0 "$1" 2>/dev/null; do
    [[ ! -t 2 ]] || printf '\r\e[K%s ... %s' "$2" "$(seconds_since "$3")" >&2
    sleep 0.1
  done
}

# ---- locks ----------------------------------------------------------------------------------------------------------

# Takes the lock of a folder for the rest of the script (descriptor 9, which no child inherits).
lock_folder() { # DIR VERB: fails when another process has it
  mkdir -p "$1"
  exec 9>>"$1/lock"
  flock -n 9 || return 1
  printf '%s %s\n' "$$" "$2" >"$1/lock"
}

# ---- builds ---------------------------------------------------------------------------------------------------------

# Names, times and sizes of everything a build reads: a file that goes away or gets older counts as a change too.
source_fingerprint() {
  (
    cd "$ROOT"
    find . -maxdepth 1 -type f \( -name '*.props' -o -name '*.targets' -o -name '*.sln' -o -name 'global.json' \
      -o -iname 'nuget.config' -o -name .editorconfig \) -printf '%p %T@ %s\n'
    find db/migrations DevMesh.* \( -name bin -o -name obj -o -name TestResults \) -prune -o -type f -printf '%p %T@ %s\n'
    command -v dotnet
  ) | sort | sha256sum | cut -d ' ' -f 1
}

# Builds projects unless nothing changed since the last time. One build at a time: they share the checkout's obj folders.
build() { # NAME CONFIGURATION PROJECT...
  local name=$1 configuration=$2 log=$STATE/build-$1.log code=0 started stamp=$ROOT/DevMesh.Functions/obj/devmesh-$1.stamp
  shift 2
  [[ "$(cat "$stamp" 2>/dev/null)" != "$(source_fingerprint)" ]] || return 0
  require_sdk
  if ! step "build $name ($configuration)" "$log" build_locked "$stamp" "$configuration" "$@"; then
    grep -E '(: |^)error' "$log" | sed "s#$ROOT/##g; s/ \[[^]]*\]\$//" | sort -u | head -n 20 | sed 's/^/  /' >&2 || log_tail "$log"
    die "the build failed (see above; all of it: $log)." "Behind a new checkout without a network: packages must have been restored once."
  fi
}

# Compiler and build servers would outlive the script and hold its files open, so none is left behind.
build_locked() { # STAMP CONFIGURATION PROJECT...
  local stamp=$1 configuration=$2 project fingerprint
  shift 2
  exec 8<"$ROOT" # the folder itself: .NET takes locks on the files that it opens
  flock 8
  fingerprint=$(source_fingerprint)
  [[ "$(cat "$stamp" 2>/dev/null)" != "$fingerprint" ]] || return 0
  for project in "$@"; do
    MSBUILDDISABLENODEREUSE=1 dotnet build "$ROOT/$project" -c "$configuration" --nologo -v q -clp:NoSummary \
      -p:UseSharedCompilation=false 8<&- || return
  done
  mkdir -p "$(dirname "$stamp")"
  printf '%s\n' "$fingerprint" >"$stamp"
}

require_sdk() {
  command -v dotnet >/dev/null || die "the .NET 10 SDK is needed, and there is no dotnet on the PATH."
  dotnet --list-sdks | grep -qE '^[1-9][0-9]\.' ||
    die "the .NET 10 SDK is needed; this machine has: $(dotnet --list-sdks | cut -d ' ' -f 1 | paste -sd ' ')."
}

# ---- the database ---------------------------------------------------------------------------------------------------

# Starts the server of a folder; it ends with this script. The caller holds the folder's lock, so that a server found
# running there was left behind by a script that was killed.
start_database() { # DIR PROFILE
  local dir=$1 started=$EPOCHREALTIME
  if ! db_ready_to_run; then
    step "fetch MariaDB into $DEVMESH_STATE" "$STATE/fetch.log" db_locate ||
      { cat "$STATE/fetch.log" >&2; exit 1; }
  fi
  db_stop "$dir"
  DATABASES+=("$dir")
  DB_TIED=1 db_start "$dir" "$2" || exit 1
  say "MariaDB started in $(seconds_since "$started")"
}
