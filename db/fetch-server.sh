#!/usr/bin/env bash
# Finds a MariaDB server on this machine, or unpacks Debian's packages of one into DEVMESH_STATE: no root, and nothing of
# the system touched. Sourced by embedded-server.sh. Functions return their failures: callers may run them with errexit off.

readonly DB_SUITE=trixie
readonly DB_MIN_VERSION=11.8

db_fail() {
  printf 'db: %s\n' "$@" >&2
  return 1
}

db_note() { printf 'db: %s\n' "$*" >&2; }

# ---- finding ------------------------------------------------------------------------------------------------------

# Where the unpacked packages lie.
db_home() { printf '%s/mariadb\n' "${DEVMESH_STATE:-$DB_CHECKOUT/.devmesh}"; }

db_fetched() { [[ -x $1/usr/sbin/mariadbd ]]; }

# Whether db_locate will do without the network.
db_available() { db_installed >/dev/null || db_fetched "$(db_home)"; }

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

# Sets DB_SERVER and DB_CLIENT (the first words of their command lines) and DB_SHARE; fetches when nothing is there.
# shellcheck disable=SC2034 # embedded-server.sh uses them
db_locate() {
  local installed home loader
  if installed=$(db_installed); then
    DB_SERVER=("$installed" --no-defaults)
    DB_CLIENT=(mariadb)
    DB_SHARE=$(db_share_of "$(dirname "$(dirname "$installed")")")
    return
  fi
  home=$(db_home)
  db_fetched "$home" || db_fetch "$home" || return
  home=$(cd "$home" && pwd -P) || return
  if [[ $home == *:* ]]; then
    # The loader separates its folders with colons.
    db_fail "the path $home has a colon, with which MariaDB cannot be loaded: choose another DEVMESH_STATE."
    return
  fi
  loader=("$home"/usr/lib/*-linux-gnu/ld-linux-*.so.*)
  loader+=(--library-path "$(dirname "${loader[0]}")")
  DB_SHARE=$home/usr/share/mariadb
  DB_SERVER=("${loader[@]}" "$home/usr/sbin/mariadbd" --no-defaults "--basedir=$home/usr" "--lc-messages-dir=$DB_SHARE"
    "--character-sets-dir=$DB_SHARE/charsets")
  DB_CLIENT=("${loader[@]}" "$home/usr/bin/mariadb")
}

db_share_of() {
  local candidate
  for candidate in "$1/share/mariadb" "$1/share/mysql" /usr/share/mariadb /usr/share/mysql; do
    [[ -f $candidate/mariadb_system_tables.sql ]] && printf '%s\n' "$candidate" && return
  done
  db_fail "the installed MariaDB has no mariadb_system_tables.sql under $1/share: install its server package completely."
}

# ---- fetching -----------------------------------------------------------------------------------------------------

# Unpacks beside the final place and renames, so that an interrupted fetch leaves nothing that looks finished.
db_fetch() {
  local home=$1 work
  db_check_platform || return
  mkdir -p "$(dirname "$home")" || return
  (
    flock 8
    ! db_fetched "$home" || exit 0
    rm -rf "$home".fetch.*
    work=$(mktemp -d "$home.fetch.XXXXXX") || exit
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT TERM
    db_download "$work" && db_unpack "$work" && rm -rf "$home" && mv "$work/root" "$home"
  ) 8>"$home.lock"
}

db_check_platform() {
  local missing=() tool arch
  for tool in apt-get apt-config dpkg dpkg-deb; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  if ((${#missing[@]})); then
    db_fail "there is no mariadbd of $DB_MIN_VERSION or later here, and only Debian can fetch one (missing: ${missing[*]})." \
      "Install MariaDB $DB_MIN_VERSION or later, or run DevMesh in containers: see docker/."
    return
  fi
  arch=$(dpkg --print-architecture)
  [[ $arch == amd64 || $arch == arm64 ]] ||
    db_fail "MariaDB can be fetched for amd64 and arm64, and this machine is $arch." \
      "Install MariaDB $DB_MIN_VERSION or later, or run DevMesh in containers: see docker/."
}

db_keyring() {
  local candidate
  for candidate in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do
    [[ -r $candidate ]] && printf '%s\n' "$candidate" && return
  done
  db_fail "there is no Debian archive keyring in /usr/share/keyrings: install debian-archive-keyring, or see docker/."
}

# Prints the Debian mirrors that this machine's apt is set up with, the likeliest first. Each file is asked on its own:
# a broken one must not hide the others. Archives of third parties may slip through; they fail the signature check later.
db_mirrors() {
  local file mirrors
  if [[ -n ${DEBIAN_MIRROR:-} ]]; then
    printf '%s\n' "${DEBIAN_MIRROR%/}"
    return
  fi
  mirrors=$(for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources}; do
    [[ -r $file ]] || continue
    apt-get update --print-uris -o Dir::Etc::SourceList="$file" -o Dir::Etc::SourceParts=/dev/null \
      -o Debug::NoLocking=1 2>/dev/null || true
  done | sed -nE "s#^'([^']+)/dists/(bullseye|bookworm|trixie|forky|oldstable|stable|testing|sid|unstable)/main/.*#\1#p")
  grep '/debian$' <<<"$mirrors" | awk '!seen[$0]++' || true
  grep -vE '/debian$|^cdrom:' <<<"$mirrors" | awk '!seen[$0]++' || true
}

# Settings of our own for apt: no source, pin or hook of the machine, but its way to the network (proxies, certificates).
db_apt_config() {
  local work=$1 arch
  arch=$(dpkg --print-architecture)
  apt-config dump 2>/dev/null | grep -E '^Acquire::' | grep -vE '^Acquire::(IndexTargets|Languages|GzipIndexes)' || true
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
APT::Architecture "$arch";
APT::Architectures { "$arch"; };
APT::Install-Recommends "false";
APT::Sandbox::User "$(id -un)";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
CONFIG
}

db_download() {
  local work=$1 keyring mirror tried=()
  keyring=$(db_keyring) || return
  mkdir -p "$work"/{state/lists/partial,cache/archives/partial} || return
  : >"$work/state/status"
  db_apt_config "$work" >"$work/apt.conf"
  while read -r mirror; do
    [[ -n $mirror ]] || continue
    tried+=("$mirror")
    printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$DB_SUITE" >"$work/sources.list"
    if db_apt "$work" update && db_apt "$work" install --download-only mariadb-server-core mariadb-client-core; then return; fi
  done < <(db_mirrors)
  db_fetch_failed "$work/apt.log" "${tried[@]}"
}

db_apt() {
  local work=$1
  shift
  APT_CONFIG=$work/apt.conf LC_ALL=C.UTF-8 apt-get -q -y "$@" </dev/null >>"$work/apt.log" 2>&1
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
  mkdir "$work/root" || return
  for package in "$work"/cache/archives/*.deb; do
    dpkg-deb -x "$package" "$work/root" || db_fail "could not unpack into $work. Is the disk full?" || return
  done
  loader=("$work"/root/usr/lib/*-linux-gnu/ld-linux-*.so.*)
  "${loader[0]}" --library-path "$(dirname "${loader[0]}")" "$work/root/usr/sbin/mariadbd" --no-defaults --version >/dev/null ||
    db_fail "the unpacked MariaDB does not run on this machine. Install MariaDB $DB_MIN_VERSION or later, or see docker/."
}
