#!/usr/bin/env bash
# Finds a MariaDB server on this machine, or gets one from Debian's packages. Sourced by embedded-server.sh.

readonly DB_MIN_VERSION=11.8
readonly DB_PROGRAM=usr/sbin/mariadbd

db_fail() {
  printf 'db: %s\n' "$@" >&2
  return 1
}

db_note() { printf 'db: %s\n' "$*" >&2; }

# Where the unpacked packages lie.
db_home() { printf '%s/mariadb\n' "${DEVMESH_STATE:-$DB_CHECKOUT/.devmesh}"; }

# Whether db_locate will do without the network.
db_available() { db_installed >/dev/null || [[ -x "$(db_home)/$DB_PROGRAM" ]]; }

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
  local installed home
  if installed=$(db_installed); then
    DB_SERVER=("$installed" --no-defaults)
    DB_CLIENT=(mariadb)
    DB_SHARE=$(db_share_of "$(dirname "$(dirname "$installed")")")
    return
  fi
  home=$(db_home)
  if ! deb_fetch "$home" "$DB_PROGRAM" mariadb-server-core mariadb-client-core; then
    db_fail "there is no MariaDB $DB_MIN_VERSION or later here, and it could not be fetched: the reason is above." \
      "Install MariaDB $DB_MIN_VERSION or later, or run DevMesh in containers: see docker/."
    return
  fi
  home=$(cd "$home" && pwd -P) && deb_command "$home" "$DB_PROGRAM" || return
  DB_SHARE=$home/usr/share/mariadb
  DB_SERVER=("${DEB_COMMAND[@]}" --no-defaults "--basedir=$home/usr" "--lc-messages-dir=$DB_SHARE"
    "--character-sets-dir=$DB_SHARE/charsets")
  deb_command "$home" usr/bin/mariadb
  DB_CLIENT=("${DEB_COMMAND[@]}")
}

# Sets DB_DUMP, the first words of the command line of mariadb-dump. It is fetched apart from the server and only by those who
# dump: its package brings Perl along.
# shellcheck disable=SC2034 # embedded-server.sh uses it
db_locate_dump() {
  local home=${DEVMESH_STATE:-$DB_CHECKOUT/.devmesh}/mariadb-client
  if db_installed >/dev/null && command -v mariadb-dump >/dev/null; then
    DB_DUMP=(mariadb-dump)
    return
  fi
  if ! deb_fetch "$home" usr/bin/mariadb-dump mariadb-client; then
    db_fail "mariadb-dump of MariaDB $DB_MIN_VERSION is not here, and could not be fetched: the reason is above."
    return
  fi
  deb_command "$home" usr/bin/mariadb-dump && DB_DUMP=("${DEB_COMMAND[@]}")
}

db_share_of() {
  local candidate
  for candidate in "$1/share/mariadb" "$1/share/mysql" /usr/share/mariadb /usr/share/mysql; do
    [[ -f $candidate/mariadb_system_tables.sql ]] && printf '%s\n' "$candidate" && return
  done
  db_fail "the installed MariaDB has no mariadb_system_tables.sql under $1/share: install its server package completely."
}
