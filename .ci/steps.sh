#!/usr/bin/env bash
# What the verbs of ./devmesh share: words to the user, steps with progress, processes that end with the script, locks,
# builds, the database. Sourced by ./devmesh, which sets ROOT and STATE.

# ---- words to the user (on stderr: stdout belongs to the answer of a verb) ------------------------------------------

say() { printf '%s\n' "$*" >&2; }

die() {
  printf 'devmesh: %s\n' "$@" >&2
  exit 1
}

seconds_since() { # START, as EPOCHREALTIME gives it
  local micros=$((${EPOCHREALTIME//[.,]/} - ${1//[.,]/}))
  printf '%d.%d s' $((micros / 1000000)) $((micros / 100000 % 10))
}

log_tail() { # LOG [LINES]
  say "  the end of $1:"
  tail -n "${2:-15}" "$1" 2>/dev/null | sed 's/^/  | /' >&2 || true
}

# ---- processes ------------------------------------------------------------------------------------------------------

DATABASES=() # folders of the servers that this script started

# Before a command: it is told to end when its parent ends, even one that is killed.
TIED=()
if command -v setpriv >/dev/null; then TIED=(setpriv --pdeathsig TERM); fi

# Starts a command in a process group of its own: Ctrl-C on the terminal then reaches only this script, which stops things
# in order. Sets CHILD.
spawn() {
  setsid "${TIED[@]}" "$@" </dev/null 8>&- 9>&- &
  # shellcheck disable=SC2034 # for the caller
  CHILD=$!
}

# Ends a job with its process group: asks, waits, insists. The group is not there yet in a job's first moment.
stop_job() { # PID [SECONDS]
  local deadline=$((SECONDS + ${2:-20}))
  kill -TERM -- "-$1" 2>/dev/null || kill -TERM "$1" 2>/dev/null || return 0
  while kill -0 -- "-$1" 2>/dev/null; do
    if ((SECONDS >= deadline)); then
      kill -KILL -- "-$1" 2>/dev/null || true
      break
    fi
    sleep 0.05
  done
  wait "$1" 2>/dev/null || true # or bash would report the signal
}

# The databases last: the others write to them.
stop_everything() {
  local job dir servers=" "
  for dir in "${DATABASES[@]}"; do servers+="$(cat "$dir/mariadbd.pid" 2>/dev/null) "; done
  for job in $(jobs -p | sort -rn); do
    [[ $servers == *" $job "* ]] || stop_job "$job"
  done
  for dir in "${DATABASES[@]}"; do db_stop "$dir"; done
}

# From here on the end of the script, whatever brings it about, stops what the script started.
clean_up_at_exit() {
  trap 'code=$?; trap "" INT TERM HUP; stop_everything; exit $code' EXIT
  trap 'say; say "Stopping ..."; exit 130' INT
  trap 'say "Stopping ..."; exit 143' TERM
  trap 'exit 129' HUP
}

# ---- steps ----------------------------------------------------------------------------------------------------------

# Runs a command with its output in a log, and shows what goes on and how long it took. The command runs in the background,
# because bash lets a signal wait for a command in the foreground.
step() { # TITLE LOG COMMAND...
  local title=$1 log=$2 started=$EPOCHREALTIME code=0 job
  shift 2
  mkdir -p "$(dirname "$log")"
  [[ -t 2 ]] || say "$title ..."
  set -m # a job of its own process group
  "$@" </dev/null >"$log" 2>&1 8>&- 9>&- &
  job=$!
  set +m
  while kill -0 "$job" 2>/dev/null; do
    [[ ! -t 2 ]] || printf '\r\e[K%s ... %s' "$title" "$(seconds_since "$started")" >&2
    sleep 0.05
  done
  wait "$job" || code=$?
  [[ ! -t 2 ]] || printf '\r\e[K%s ... ' "$title" >&2
  if ((code == 0)); then say "  done in $(seconds_since "$started")"; else say "  failed"; fi
  return "$code"
}

# ---- locks ----------------------------------------------------------------------------------------------------------

# Takes the lock of a folder until the script ends; fails when another process has it. No child inherits descriptor 9.
lock_folder() { # DIR VERB
  mkdir -p "$1" || die "cannot create the folder $1."
  exec 9>>"$1/lock"
  flock -n 9 || return 1
  printf '%s %s\n' "$2" "$$" >"$1/lock"
}

lock_holder() { cut -d ' ' -f 1 "$1/lock"; }
lock_process() { cut -d ' ' -f 2 "$1/lock"; }

# ---- builds ---------------------------------------------------------------------------------------------------------

# shellcheck disable=SC2034 # for the verbs
APP_DLL=$ROOT/DevMesh.Functions/bin/Release/net10.0/DevMesh.Functions.dll

# Builds a project or the whole solution, unless the sources are those of the last time.
build() { # NAME CONFIGURATION PROJECT OTHER-SOURCES...
  local name=$1 configuration=$2 project=$3 log=$STATE/build-$1.log sources=("${@:3}")
  local stamp=$ROOT/${project/%*.sln/DevMesh.Tests}/bin/$configuration/devmesh.stamp # goes away with what was built
  ! is_built || return 0
  require_sdk
  if ! step "Build the $name" "$log" build_project; then
    build_errors "$log" || log_tail "$log"
    die "the build of the $name failed; all of it: $log" \
      "If packages could not be restored: the first build needs a network, later ones do not."
  fi
}

is_built() { [[ "$(cat "$stamp" 2>/dev/null)" == "$(fingerprint)" ]]; }

# Names, times and sizes of all that the build reads: a file that goes away or becomes an older one is a change too.
fingerprint() {
  (
    cd "$ROOT" || exit
    [[ $project != *.sln ]] || sources=(DevMesh.*/)
    find . -maxdepth 1 -type f ! -name '*.md' ! -name devmesh ! -name 'LICENSE' -printf '%p %T@ %s\n'
    find db/migrations "${sources[@]}" \( -name bin -o -name obj \) -prune -o -type f ! -name '*.sh' -printf '%p %T@ %s\n'
    command -v dotnet
  ) | LC_ALL=C sort | sha256sum
}

# One build at a time, because they share the obj folders. No compiler or build server is left behind: it would outlive
# the script and hold its files open. The audit of packages would ask the network each time, and fail without one. The
# analyzers are for those who change the code, and take half as long as the compiler: the tests' build (Debug) runs them.
build_project() {
  local options=(--nologo -v q -clp:NoSummary -p:UseSharedCompilation=false -p:NuGetAudit=false)
  [[ $configuration == Debug ]] || options+=(-p:RunAnalyzers=false)
  exec 8<"$ROOT" # the folder: .NET takes locks of its own on the files that it opens
  flock 8
  ! is_built || return 0
  local before
  before=$(fingerprint)
  MSBUILDDISABLENODEREUSE=1 dotnet build "$ROOT/$project" -c "$configuration" "${options[@]}" 8<&- || return
  mkdir -p "$(dirname "$stamp")"
  printf '%s\n' "$before" >"$stamp"
}

build_errors() { # LOG
  grep -E '(: |^)error' "$1" | sed "s#$ROOT/##g; s/ \[[^]]*\]\$/ /" | sort -u | head -n 20 | sed 's/^/  /' >&2
}

require_sdk() {
  local sdks
  command -v dotnet >/dev/null || die "the .NET 10 SDK is needed, and there is no dotnet on the PATH."
  sdks=$(dotnet --list-sdks | cut -d ' ' -f 1 | paste -sd ' ')
  [[ " $sdks" =~ \ [1-9][0-9]\. ]] || die "the .NET 10 SDK is needed; this machine has: ${sdks:-none}."
}

# .NET and NuGet write to the home folder; a service account may have none.
if [[ ! -w ${HOME:-/nonexistent} ]]; then
  export HOME=$STATE/home
  mkdir -p "$HOME"
fi

# ---- the database ---------------------------------------------------------------------------------------------------

# Starts the server of a folder; it ends with this script. The caller holds the lock of the folder's parent, so that a
# server found running was left behind by a script that was killed, and is on its way out or lost.
start_database() { # DIR PROFILE
  local dir=$1 profile=$2 started log=$STATE/database.log
  db_available || step "Fetch MariaDB $DB_MIN_VERSION into $STATE" "$log" "$ROOT/db/embedded-server.sh" fetch || database_failed "$log"
  db_stop "$dir"
  DATABASES+=("$dir")
  [[ -d $dir/data ]] || step "Create the database" "$log" "$ROOT/db/embedded-server.sh" prepare "$dir" "$profile" || database_failed "$log"
  say "Start MariaDB ..."
  started=$EPOCHREALTIME
  DB_TIED=1 db_start "$dir" "$profile" || exit 1
  say "  done in $(seconds_since "$started")"
}

database_failed() { # LOG
  cat "$1" >&2
  exit 1
}
