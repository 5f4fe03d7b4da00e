#!/usr/bin/env bash
# A MariaDB of one's own, for development, tests and benches: fetched without root, bound to loopback, kept in one folder.
#
#   db/embedded-server.sh fetch                       make sure that there is a server to run
#   db/embedded-server.sh prepare DIR [up|test|bench] create the data of DIR; without a word, the profile is up
#   db/embedded-server.sh start DIR [up|test|bench]   start the server of DIR; one that runs already is kept
#   db/embedded-server.sh command DIR [up|…|crash]    print the command that starts it, a word a line; who runs it also ends it
#   db/embedded-server.sh stop DIR                    stop it cleanly
#   db/embedded-server.sh connection DIR              print its connection string
#   db/embedded-server.sh sql DIR [ARGUMENTS]         open the mariadb client on it
#   db/embedded-server.sh dump DIR [ARGUMENTS]        write a backup of it to standard output, as SQL
#
# An installed mariadbd of 11.8 or later is used; otherwise Debian's packages are unpacked into DEVMESH_STATE. DIR holds data/,
# client.cnf (port and password, mode 600), mariadbd.log and mariadbd.pid. ./devmesh sources this file and calls its functions.

set -euo pipefail

DB_CHECKOUT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=db/debian-packages.sh
source "$DB_CHECKOUT/db/debian-packages.sh"
# shellcheck source=db/find-server.sh
source "$DB_CHECKOUT/db/find-server.sh"

readonly DB_NAME=devmesh
readonly DB_START_SECONDS=120
readonly DB_STOP_SECONDS=60

# ---- settings -----------------------------------------------------------------------------------------------------

# A quarter of the memory, at least 128 MiB and at most what the profile asks for.
db_buffer_pool_mib() {
  local most=$1 total limit
  total=$(awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo)
  limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || true)
  if [[ $limit =~ ^[0-9]+$ ]] && ((limit / 1048576 < total)); then total=$((limit / 1048576)); fi
  local pool=$((total / 4))
  ((pool < most)) || pool=$most
  ((pool > 128)) || pool=128
  printf '%s\n' "$pool"
}

# Sets DB_OPTIONS. The cache of vector indexes is taken as far as their graphs need it, up to a quarter of the memory. `bench` is `up` with LOAD DATA allowed. `test` is smaller and gives up durability, which nothing asks of
# a server that is thrown away; `crash` is as small and gives up nothing, for those who kill it.
db_options() {
  local profile=$1 pool=1024 log=512M local_infile=0 graph=2048
  DB_OPTIONS=()
  case $profile in
    up) ;;
    bench) local_infile=1 ;;
    test)
      pool=256 log=96M graph=128
      # Each test has a database of its own, and the driver keeps idle connections to it for some minutes after its end.
      DB_OPTIONS+=(--innodb-flush-log-at-trx-commit=0 --skip-innodb-doublewrite --max-connections=500)
      ;;
    crash) pool=128 log=48M graph=64 ;;
    *) db_fail "there is no profile '$profile': up, test, bench or crash." || return ;;
  esac
  ((EUID != 0)) || DB_OPTIONS+=(--user=root)
  DB_OPTIONS+=(
    --bind-address=127.0.0.1 --skip-name-resolve "--local-infile=$local_infile"
    "--innodb-buffer-pool-size=$(db_buffer_pool_mib "$pool")M" "--innodb-log-file-size=$log" --innodb-autoinc-lock-mode=2
    --max-allowed-packet=64M --character-set-server=utf8mb4 --transaction-isolation=READ-COMMITTED
    --default-time-zone=+00:00 "--mhnsw-max-cache-size=$(db_buffer_pool_mib "$graph")M" --skip-log-bin --performance-schema=OFF
  )
}

# ---- data and account ---------------------------------------------------------------------------------------------

# Creates the data of DIR unless it is there. Sets DB_DIR (DIR as an absolute path), DB_OPTIONS and what db_locate sets.
db_prepare() {
  (umask 077 && mkdir -p "$1") && DB_DIR=$(cd "$1" && pwd -P) || db_fail "cannot create the folder $1." || return
  db_options "${2:-up}" && db_locate || return
  [[ -d $DB_DIR/data ]] || db_create_data "$DB_DIR"
}

# Renamed only when complete, so that what an interrupted start left behind is made anew.
db_create_data() {
  local dir=$1
  rm -rf "$dir/data.new"
  mkdir "$dir/data.new" || return
  if ! db_system_tables | "${DB_SERVER[@]}" "${DB_OPTIONS[@]}" --bootstrap "--datadir=$dir/data.new" >"$dir/mariadbd.log" 2>&1; then
    db_log_tail "$dir"
    db_fail "could not create the data folder $dir/data. Is the disk full?"
    return
  fi
  mv "$dir/data.new" "$dir/data"
}

# Nobody needs an account that came with the tables: db_init_sql makes the one there is at every start.
db_system_tables() {
  printf 'create database mysql;\nuse mysql;\n'
  cat "$DB_SHARE"/mariadb_{system_tables,performance_tables,system_tables_data}.sql
  printf "delete from global_priv where User <> 'mariadb.sys';\ndelete from proxies_priv;\n"
}

# Run by the server at each start, before it listens; so a lost client.cnf costs nothing.
db_init_sql() {
  local password=$1 host
  printf 'CREATE DATABASE IF NOT EXISTS %s CHARACTER SET utf8mb4;\n' "$DB_NAME"
  for host in 127.0.0.1 localhost; do
    printf "CREATE OR REPLACE USER '%s'@'%s' IDENTIFIED BY '%s';\n" "$DB_NAME" "$host" "$password"
    printf "GRANT ALL ON \`%s\`.* TO '%s'@'%s';\n" "$DB_NAME" "$DB_NAME" "$host"
    printf "GRANT ALL ON \`%s\\_%%\`.* TO '%s'@'%s';\n" "$DB_NAME" "$DB_NAME" "$host"
  done
}

db_client_cnf() {
  printf '[client]\nhost=127.0.0.1\nprotocol=tcp\nport=%s\nuser=%s\npassword=%s\nskip-ssl\ndefault-character-set=utf8mb4\n' \
    "$1" "$DB_NAME" "$2"
}

db_setting() { sed -n "s/^$2=//p" "$1/client.cnf" 2>/dev/null; }

# ---- the process --------------------------------------------------------------------------------------------------

# Prints the process id of the live server of DIR. The command line is compared, since a stale id may be anyone's by now.
db_pid() {
  local dir=$1 pid
  pid=$(cat "$dir/mariadbd.pid" 2>/dev/null) || return 1
  [[ $pid =~ ^[0-9]+$ ]] && db_has_argument "$pid" "--datadir=$dir/data" || return 1
  printf '%s\n' "$pid"
}

db_has_argument() { tr '\0' '\n' 2>/dev/null <"/proc/$1/cmdline" | grep -Fxq -- "$2"; } 2>/dev/null

db_listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Below the range that the kernel hands out for outgoing connections.
db_free_port() {
  local port
  for _ in {1..50}; do
    port=$((20000 + RANDOM % 12000))
    db_listens "$port" || { printf '%s\n' "$port" && return; }
  done
  db_fail "found no free port on 127.0.0.1 between 20000 and 32000."
}

db_log_tail() {
  printf '  last lines of %s:\n' "$1/mariadbd.log" >&2
  tail -n 12 "$1/mariadbd.log" 2>/dev/null | sed 's/^/  | /' >&2 || true
}

# Starts the server of DIR and returns when it answers. With DB_TIED=1 it ends with the calling shell, even a killed one.
db_start() {
  local attempt
  db_prepare "$@" || return
  if db_pid "$DB_DIR" >/dev/null; then
    db_note "already running in $DB_DIR"
    return
  fi
  for attempt in 1 2 3; do
    db_launch "$DB_DIR" || return
    db_await "$DB_DIR" && return
    # Another process may have taken the port between the probe and the bind.
    grep -q 'Bind on TCP/IP port' "$DB_DIR/mariadbd.log" || break
  done
  db_log_tail "$DB_DIR"
  rm -f "$DB_DIR/mariadbd.pid"
  db_fail "MariaDB did not start in $DB_DIR (attempt $attempt); the end of its log is above." \
    "If it says that a file is locked, another server uses this data. If the data is not needed, remove $DB_DIR."
}

# Chooses port and password for the server of DIR. Sets DB_COMMAND.
db_configure() {
  local dir=$1 port password
  port=$(db_free_port) || return
  password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
  (umask 077 && db_client_cnf "$port" "$password" >"$dir/client.cnf" && db_init_sql "$password" >"$dir/init.sql") ||
    db_fail "cannot write to $dir." || return
  # The socket is named relative to the data folder, because its full path may not exceed 107 bytes.
  DB_COMMAND=("${DB_SERVER[@]}" "${DB_OPTIONS[@]}" "--datadir=$dir/data" "--port=$port" --socket=mariadbd.sock
    "--init-file=$dir/init.sql" --pid-file=server.pid)
}

db_launch() {
  local dir=$1 tie=()
  db_configure "$dir" || return
  if [[ ${DB_TIED:-} == 1 ]] && command -v setpriv >/dev/null; then tie=(setpriv --pdeathsig TERM); fi
  : >"$dir/mariadbd.log"
  # A session of its own: Ctrl-C reaches the script, which stops the server when nobody needs it any more.
  setsid "${tie[@]}" "${DB_COMMAND[@]}" </dev/null >>"$dir/mariadbd.log" 2>&1 8>&- 9>&- &
  printf '%s\n' "$!" >"$dir/mariadbd.pid"
}

# For those who end the server in other ways than db_stop: each start with this command has the same port and password.
db_command() {
  db_prepare "$@" && db_stop "$DB_DIR" && db_configure "$DB_DIR" && printf '%s\n' "${DB_COMMAND[@]}"
}

db_await() {
  local dir=$1 port pid deadline=$((SECONDS + DB_START_SECONDS))
  port=$(db_setting "$dir" port)
  pid=$(cat "$dir/mariadbd.pid")
  until db_listens "$port"; do
    kill -0 "$pid" 2>/dev/null || return
    if ((SECONDS > deadline)); then
      db_note "no answer on port $port within $DB_START_SECONDS s"
      db_stop "$dir"
      return 1
    fi
    sleep 0.05
  done
  db_pid "$dir" >/dev/null
}

db_stop() {
  local dir pid deadline=$((SECONDS + DB_STOP_SECONDS))
  dir=$(cd "$1" 2>/dev/null && pwd -P) || return 0
  if pid=$(db_pid "$dir"); then
    kill -TERM "$pid" 2>/dev/null || true
    while db_pid "$dir" >/dev/null; do
      if ((SECONDS > deadline)); then
        db_note "the server in $dir did not stop within $DB_STOP_SECONDS s: killed (it recovers at the next start)"
        kill -KILL "$pid" 2>/dev/null || true
        break
      fi
      sleep 0.05
    done
  fi
  rm -f "$dir/mariadbd.pid" "$dir/init.sql"
}

# Prints the connection string of the server of DIR; a server that takes LOAD DATA gets the options for it.
db_connection() {
  local dir pid extra=
  if ! dir=$(cd "$1" 2>/dev/null && pwd -P) || ! pid=$(db_pid "$dir"); then
    db_fail "no server runs in $1."
    return
  fi
  ! db_has_argument "$pid" --local-infile=1 || extra=';AllowLoadLocalInfile=true;Allow User Variables=true'
  printf 'Server=127.0.0.1;Port=%s;Database=%s;User ID=%s;Password=%s;SslMode=Disabled;UseAffectedRows=true%s\n' \
    "$(db_setting "$dir" port)" "$DB_NAME" "$DB_NAME" "$(db_setting "$dir" password)" "$extra"
}

db_sql() {
  local dir=$1
  shift
  db_connection "$dir" >/dev/null && db_locate || return
  command -v "${DB_CLIENT[0]}" >/dev/null || db_fail "the mariadb client is not installed." || return
  exec "${DB_CLIENT[@]}" "--defaults-file=$dir/client.cnf" "$DB_NAME" "$@"
}

# One snapshot of all tables, while they are written to; bytes as hexadecimal digits, vectors included.
db_dump() {
  local dir=$1
  shift
  db_connection "$dir" >/dev/null && db_locate_dump || return
  exec "${DB_DUMP[@]}" "--defaults-file=$dir/client.cnf" --single-transaction --quick --hex-blob "$DB_NAME" "$@"
}

db_main() {
  local verb=${1:-}
  shift || true
  case $verb:$# in
    fetch:0) db_locate ;;
    prepare:[12] | start:[12] | command:[12] | stop:1 | connection:1 | sql:[1-9]* | dump:[1-9]*) "db_$verb" "$@" ;;
    *)
      sed -n '/^#   db\//s/^#   //p' "${BASH_SOURCE[0]}" >&2
      exit 2
      ;;
  esac
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then db_main "$@"; fi
