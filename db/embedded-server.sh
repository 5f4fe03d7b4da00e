#!/usr/bin/env bash
# A MariaDB of one's own, for development, tests and benches: fetched without root, bound to loopback, kept in one folder.
#
#   db/embedded-server.sh start DIR [up|test|bench]   start the server of DIR, creating its data; one that runs is kept
#   db/embedded-server.sh stop DIR                    stop it cleanly
#   db/embedded-server.sh connection DIR              print its connection string
#   db/embedded-server.sh sql DIR [ARGS]              open the mariadb client on it
#
# An installed mariadbd of 11.8 or later is used. Otherwise Debian's own packages are unpacked into DEVMESH_STATE
# (default: .devmesh in the checkout), with apt's signature checks and nothing else of the system touched.
# DIR holds data/, client.cnf (port and password, mode 600), mariadbd.log and mariadbd.pid.
# ./devmesh sources this file and calls its functions.

set -euo pipefail

readonly DB_SUITE=trixie
readonly DB_MIN_VERSION=11.8
readonly DB_NAME=devmesh
readonly DB_START_SECONDS=120
readonly DB_STOP_SECONDS=60

db_fail() {
  printf 'db: %s\n' "$@" >&2
  return 1
}

db_note() { printf 'db: %s\n' "$*" >&2; }

# ---- finding the server -------------------------------------------------------------------------------------------

# Where the unpacked packages lie.
db_home() {
  local checkout
  checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
  printf '%s/mariadb\n' "${DEVMESH_STATE:-$checkout/.devmesh}"
}

# Prints the path of an installed mariadbd that is new enough.
db_installed() {
  local candidate version
  for candidate in "$(command -v mariadbd || true)" /usr/sbin/mariadbd; do
    [[ -x $candidate ]] || continue
    version=$("$candidate" --no-defaults --version 2>/dev/null | sed -n 's/.* Ver \([0-9][0-9.]*\)-MariaDB.*/\1/p')
    if [[ -n $version ]] && printf '%s\n%s\n' "$DB_MIN_VERSION" "$version" | sort -VC; then
      printf '%s\n' "$candidate"
      return
    fi
  done
  return 1
}

# Sets DB_SERVER and DB_CLIENT (the words of the command lines) and DB_SHARE; fetches the packages if there is no other way.
db_locate() {
  local installed home
  if installed=$(db_installed); then
    DB_SERVER=("$installed" --no-defaults)
    DB_CLIENT=(mariadb)
    DB_SHARE=$(db_share_of "$(dirname "$(dirname "$installed")")")
    return
  fi
  home=$(db_home)
  db_fetched "$home" || db_fetch "$home"
  home=$(cd "$home" && pwd -P)
  local loader=("$home"/usr/lib/*-linux-gnu/ld-linux-*.so.*)
  local run=("${loader[0]}" --library-path "$(dirname "${loader[0]}")")
  DB_SHARE=$home/usr/share/mariadb
  DB_SERVER=("${run[@]}" "$home/usr/sbin/mariadbd" --no-defaults "--basedir=$home/usr" "--lc-messages-dir=$DB_SHARE"
    "--character-sets-dir=$DB_SHARE/charsets")
  DB_CLIENT=("${run[@]}" "$home/usr/bin/mariadb")
}

# Whether db_locate will do without the network.
db_ready_to_run() { db_installed >/dev/null || db_fetched "$(db_home)"; }

db_share_of() {
  local candidate
  for candidate in "$1/share/mariadb" "$1/share/mysql" /usr/share/mariadb /usr/share/mysql; do
    [[ -f $candidate/mariadb_system_tables.sql ]] && printf '%s\n' "$candidate" && return
  done
  db_fail "the installed MariaDB has no mariadb_system_tables.sql under $1/share: install its server package completely."
}

# ---- fetching it --------------------------------------------------------------------------------------------------

db_fetched() { [[ -x $1/usr/sbin/mariadbd ]]; }

# Unpacks beside the final place and renames, so that an interrupted fetch leaves nothing that looks finished.
db_fetch() {
  local home=$1 work
  db_check_platform
  mkdir -p "$(dirname "$home")"
  (
    flock 8
    db_fetched "$home" && exit
    rm -rf "$home".fetch.*
    work=$(mktemp -d "$home.fetch.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT TERM
    db_download "$work"
    db_unpack "$work"
    rm -rf "$home"
    mv "$work/root" "$home"
  ) 8>"$home.lock"
}

db_check_platform() {
  local missing=() tool arch
  for tool in apt-get apt-config dpkg-deb dpkg flock; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  if ((${#missing[@]})); then
    db_fail "no mariadbd $DB_MIN_VERSION or later is installed, and it can only be fetched on Debian (missing here: ${missing[*]})." \
      "Install MariaDB $DB_MIN_VERSION, or run DevMesh in containers: see docker/."
    return
  fi
  arch=$(dpkg --print-architecture)
  [[ $arch == amd64 || $arch == arm64 ]] ||
    db_fail "MariaDB can be fetched for amd64 and arm64, this machine is $arch. Install MariaDB $DB_MIN_VERSION, or see docker/."
}

db_keyring() {
  local candidate
  for candidate in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do
    [[ -r $candidate ]] && printf '%s\n' "$candidate" && return
  done
  db_fail "no Debian archive keyring under /usr/share/keyrings: install the package debian-archive-keyring, or see docker/."
}

# Prints the Debian mirrors that this machine's apt is set up with, the likeliest first. Each file is asked on its own:
# a broken one must not hide the others. Third-party archives may slip through; they fail the signature check later.
db_mirrors() {
  if [[ -n ${DEBIAN_MIRROR:-} ]]; then
    printf '%s\n' "${DEBIAN_MIRROR%/}"
    return
  fi
  local file all
  all=$(for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources}; do
    [[ -r $file ]] || continue
    apt-get update --print-uris -o Dir::Etc::SourceList="$file" -o Dir::Etc::SourceParts=/dev/null \
      -o Debug::NoLocking=1 2>/dev/null || true
  done | sed -nE "s#^'([^']+)/dists/(bullseye|bookworm|trixie|forky|oldstable|stable|testing|sid|unstable)/main/.*#\1#p" |
    grep -v '^cdrom:' | awk '!seen[$0]++')
  grep '/debian$' <<<"$all" || true
  grep -v '/debian$' <<<"$all" || true
}

# Settings of our own for apt: no source, pin or hook of the machine, but its way to the network (proxies, certificates).
db_apt_config() {
  local work=$1
  cat <<CONFIG
Dir::Etc::Main "/dev/null";
Dir::Etc::Parts "/dev/null";
Dir::Etc::SourceList "$work/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::State "$work/state";
Dir::State::Lists "$work/state/lists";
Dir::State::Status "$work/state/status";
Dir::Cache "$work/cache";
Dir::Log "$work";
Debug::NoLocking "1";
APT::Architecture "$(dpkg --print-architecture)";
APT::Architectures { "$(dpkg --print-architecture)"; };
APT::Install-Recommends "false";
APT::Sandbox::User "$(id -un)";
APT::Update::Error-Mode "any";
CONFIG
  apt-config dump | grep '^Acquire::' | grep -vE '^Acquire::(IndexTargets|Languages|GzipIndexes)' || true
  cat <<'CONFIG'
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
CONFIG
}

db_download() {
  local work=$1 keyring mirror tried=()
  keyring=$(db_keyring)
  mkdir -p "$work"/{state/lists/partial,cache/archives/partial}
  : >"$work/state/status"
  db_apt_config "$work" >"$work/apt.conf"
  while read -r mirror; do
    [[ -n $mirror ]] || continue
    tried+=("$mirror")
    printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$DB_SUITE" >"$work/sources.list"
    if APT_CONFIG=$work/apt.conf apt-get -q update >>"$work/apt.log" 2>&1 &&
      APT_CONFIG=$work/apt.conf apt-get -q -y --download-only install mariadb-server-core mariadb-client-core \
        >>"$work/apt.log" 2>&1; then
      return
    fi
  done < <(db_mirrors)
  db_fetch_failed "$work/apt.log" "${tried[@]}"
}

db_fetch_failed() {
  local log=$1
  shift
  if (($# == 0)); then
    db_fail "found no Debian mirror in /etc/apt." "Set DEBIAN_MIRROR to the address of one, or see docker/."
    return
  fi
  grep -E '^(E|W|Err)' "$log" | tail -n 8 | sed 's/^/  /' >&2 || true
  db_fail "could not fetch MariaDB $DB_MIN_VERSION (Debian $DB_SUITE) from $*." \
    "Check the network and the proxy settings of apt, or set DEBIAN_MIRROR to another Debian mirror." \
    "Without a network: install MariaDB $DB_MIN_VERSION or later, or see docker/."
}

db_unpack() {
  local work=$1 package loader
  mkdir "$work/root"
  for package in "$work"/cache/archives/*.deb; do
    dpkg-deb -x "$package" "$work/root"
  done
  loader=("$work"/root/usr/lib/*-linux-gnu/ld-linux-*.so.*)
  "${loader[0]}" --library-path "$(dirname "${loader[0]}")" "$work/root/usr/sbin/mariadbd" --no-defaults --version >/dev/null ||
    db_fail "the unpacked MariaDB does not run on this machine (see above). Install MariaDB $DB_MIN_VERSION, or see docker/."
}

# ---- settings -----------------------------------------------------------------------------------------------------

# A quarter of the memory, at least 128 MiB and at most what the profile asks for.
db_buffer_pool_mib() {
  local most=$1 total limit quarter
  total=$(awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo)
  limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || true)
  if [[ $limit =~ ^[0-9]+$ ]] && ((limit / 1048576 < total)); then total=$((limit / 1048576)); fi
  quarter=$((total / 4))
  ((quarter < most)) || quarter=$most
  ((quarter > 128)) || quarter=128
  printf '%s\n' "$quarter"
}

# Sets DB_OPTIONS. `bench` is `up` with LOAD DATA allowed; `test` gives up durability, which no test of ours asks of a
# server that is thrown away.
db_options() {
  local profile=$1 pool=1024 log=512M
  DB_OPTIONS=()
  case $profile in
    up) ;;
    bench) DB_OPTIONS+=(--local-infile=1) ;;
    test)
      pool=256 log=96M
      DB_OPTIONS+=(--innodb-flush-log-at-trx-commit=0 --skip-innodb-doublewrite)
      ;;
    *) db_fail "unknown profile '$profile': up, test or bench." || return ;;
  esac
  [[ $profile == bench ]] || DB_OPTIONS+=(--local-infile=0)
  ((EUID != 0)) || DB_OPTIONS+=(--user=root)
  DB_OPTIONS+=(
    --bind-address=127.0.0.1 --skip-name-resolve
    "--innodb-buffer-pool-size=$(db_buffer_pool_mib "$pool")M" "--innodb-log-file-size=$log" --innodb-autoinc-lock-mode=2
    --max-allowed-packet=64M --character-set-server=utf8mb4 --transaction-isolation=READ-COMMITTED
    --default-time-zone=+00:00 --mhnsw-max-cache-size=256M --skip-log-bin --performance-schema=OFF
  )
}

# ---- data and account ---------------------------------------------------------------------------------------------

db_create_data() {
  local dir=$1
  rm -rf "$dir/data.new"
  mkdir "$dir/data.new"
  {
    printf 'create database mysql;\nuse mysql;\n'
    cat "$DB_SHARE"/mariadb_system_tables.sql "$DB_SHARE"/mariadb_performance_tables.sql "$DB_SHARE"/mariadb_system_tables_data.sql
    # Nobody needs root: the accounts are made anew at every start, see db_init_sql.
    printf "delete from global_priv where User <> 'mariadb.sys';\ndelete from proxies_priv;\n"
  } | "${DB_SERVER[@]}" "${DB_OPTIONS[@]}" --bootstrap "--datadir=$dir/data.new" >"$dir/mariadbd.log" 2>&1 || {
    db_log_tail "$dir"
    db_fail "could not create the data folder $dir/data. Is the disk full, or the folder not writable?"
    return
  }
  mv "$dir/data.new" "$dir/data"
}

# Run by the server at each start, before it listens: a lost client.cnf costs nothing.
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

# Prints the process id of the live server of DIR. The command line is compared, since a stale pid may be anyone's now.
db_pid() {
  local dir=$1 pid
  pid=$(cat "$dir/mariadbd.pid" 2>/dev/null || true)
  [[ $pid =~ ^[0-9]+$ && -r /proc/$pid/cmdline ]] || return 1
  tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -Fxq -- "--datadir=$dir/data" || return 1
  printf '%s\n' "$pid"
}

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

# Starts the server of DIR and returns when it answers. With DB_TIED=1 it ends with the calling shell, even one that is killed.
db_start() {
  local dir profile=${2:-up}
  mkdir -p -m 700 "$1"
  dir=$(cd "$1" && pwd -P)
  db_options "$profile"
  db_locate
  if db_pid "$dir" >/dev/null; then
    db_note "already running in $dir"
    return
  fi
  [[ -d $dir/data ]] || db_create_data "$dir"
  local attempt
  for attempt in 1 2 3; do
    db_launch "$dir"
    db_await "$dir" && return
    # Another process may have taken the port between the probe and the bind.
    grep -q "Can't start server: Bind on TCP/IP port" "$dir/mariadbd.log" || break
  done
  db_log_tail "$dir"
  db_fail "MariaDB did not start in $dir (attempt $attempt); its log is above." \
    "If the data there is not needed: remove $dir and start again."
}

db_launch() {
  local dir=$1 port password tie=()
  port=$(db_free_port)
  password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
  (umask 077 && db_client_cnf "$port" "$password" >"$dir/client.cnf" && db_init_sql "$password" >"$dir/init.sql")
  if [[ ${DB_TIED:-} == 1 ]] && command -v setpriv >/dev/null; then tie=(setpriv --pdeathsig TERM); fi
  : >"$dir/mariadbd.log"
  # A session of its own: Ctrl-C reaches the script, which stops the server when nobody needs it any more.
  # The socket is named relative to the data folder, because its full path may not exceed 107 bytes.
  setsid "${tie[@]}" "${DB_SERVER[@]}" "${DB_OPTIONS[@]}" "--datadir=$dir/data" "--port=$port" --socket=mariadbd.sock \
    "--init-file=$dir/init.sql" "--pid-file=$dir/data/server.pid" \
    </dev/null >>"$dir/mariadbd.log" 2>&1 8>&- 9>&- &
  printf '%s\n' "$!" >"$dir/mariadbd.pid"
}

db_await() {
  local dir=$1 port deadline=$((SECONDS + DB_START_SECONDS)) started=$SECONDS
  port=$(db_setting "$dir" port)
  until db_listens "$port"; do
    # The first moments show setsid and the loader, not yet the server's command line.
    if ((SECONDS > started + 2)) && ! db_pid "$dir" >/dev/null; then return 1; fi
    if ((SECONDS > deadline)); then
      db_note "no answer on port $port within $DB_START_SECONDS s"
      db_stop "$dir"
      return 1
    fi
    sleep 0.1
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
      sleep 0.1
    done
  fi
  rm -f "$dir/mariadbd.pid" "$dir/init.sql"
}

# Prints the connection string of the server of DIR; a server that takes LOAD DATA gets the options for it.
db_connection() {
  local dir extra=
  dir=$(cd "$1" 2>/dev/null && pwd -P) && db_pid "$dir" >/dev/null || {
    db_fail "no server runs in $1. Start it: db/embedded-server.sh start $1"
    return
  }
  if tr '\0' '\n' <"/proc/$(db_pid "$dir")/cmdline" | grep -Fxq -- --local-infile=1; then
    extra=';AllowLoadLocalInfile=true;Allow User Variables=true'
  fi
  printf 'Server=127.0.0.1;Port=%s;Database=%s;User ID=%s;Password=%s;SslMode=Disabled;UseAffectedRows=true%s\n' \
    "$(db_setting "$dir" port)" "$DB_NAME" "$DB_NAME" "$(db_setting "$dir" password)" "$extra"
}

db_sql() {
  local dir=$1
  shift
  db_connection "$dir" >/dev/null
  db_locate
  exec "${DB_CLIENT[@]}" "--defaults-file=$dir/client.cnf" "$DB_NAME" "$@"
}

db_usage() { sed -n '/^#   db\//s/^#   //p' "${BASH_SOURCE[0]}" >&2; }

db_main() {
  local verb=${1:-} dir=${2:-}
  if [[ ! $verb =~ ^(start|stop|connection|sql)$ || -z $dir ]]; then
    db_usage
    exit 2
  fi
  shift
  "db_$verb" "$@"
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then db_main "$@"; fi
