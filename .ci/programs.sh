#!/usr/bin/env bash
# Programs that tests and benchmarks run and this machine may lack: each is taken from the machine, or else unpacked from
# Debian's packages into STATE. Sourced by those who need one, after .ci/steps.sh.

# shellcheck source=db/debian-packages.sh
declare -F deb_fetch >/dev/null || source "$ROOT/db/debian-packages.sh"

# Sets and exports VARIABLE: the path of a command that runs PROGRAM. Where it is neither here nor can be fetched, the variable
# is empty and the reason is shown; what needs it then fails and says so, and the rest need not.
provide_program() { # VARIABLE PROGRAM HOME PACKAGE...
  local variable=$1 program=$2 home=$STATE/$3
  if [[ -x /$program ]]; then
    export "$variable=/$program"
  else
    provide_debian_program "$variable" "$program" "$home" "${@:4}"
  fi
}

# The same, always from Debian's packages: for a program whose modules have to be those that it comes with. DEB_ARGUMENTS are
# put in front of its arguments.
provide_debian_program() { # VARIABLE PROGRAM HOME PACKAGE...
  local variable=$1 program=$2 home=$3 log=$STATE/fetch.log start
  export "$variable="
  if [[ ! -x $home/$program ]] && ! step "Fetch ${*:4} into $STATE" "$log" deb_fetch "$home" "$program" "${@:4}"; then
    cat "$log" >&2
    return
  fi
  deb_command "$home" "$program" || return 0
  start=$home/run-${program##*/}
  printf '#!/usr/bin/env bash\nexec %s "$@"\n' "${DEB_COMMAND[*]@Q} ${DEB_ARGUMENTS[*]@Q}" >"$start"
  chmod +x "$start"
  export "$variable=$start"
}

DEB_ARGUMENTS=()

provide_journal_remote() { # exports DEVMESH_JOURNAL_REMOTE
  provide_program DEVMESH_JOURNAL_REMOTE usr/lib/systemd/systemd-journal-remote journal-remote systemd-journal-remote
}

# Always Debian's: an older one of the machine knows no vectors.
provide_mariadb_dump() { # exports DEVMESH_MARIADB_DUMP and, of the same packages, DEVMESH_MARIADB_CLIENT
  provide_debian_program DEVMESH_MARIADB_DUMP usr/bin/mariadb-dump "$STATE/mariadb-client" mariadb-client
  provide_debian_program DEVMESH_MARIADB_CLIENT usr/bin/mariadb "$STATE/mariadb-client" mariadb-client
}

# What the tests of the fleet need: SSH servers to log in to, and what ./devmesh fleet runs. The server is always Debian's: it
# has to start the programs that it comes with, at the places where they were unpacked.
provide_fleet_tools() { # exports DEVMESH_SSHD, _SSHD_SESSION, _SSHD_AUTH, _SSH, _SSH_KEYGEN, _CURL, _JQ
  local home=$STATE/openssh
  provide_debian_program DEVMESH_SSHD usr/sbin/sshd "$home" openssh-server
  provide_debian_program DEVMESH_SSHD_SESSION usr/lib/openssh/sshd-session "$home" openssh-server
  provide_debian_program DEVMESH_SSHD_AUTH usr/lib/openssh/sshd-auth "$home" openssh-server
  provide_program DEVMESH_SSH usr/bin/ssh openssh openssh-server
  provide_program DEVMESH_SSH_KEYGEN usr/bin/ssh-keygen openssh openssh-server
  provide_program DEVMESH_CURL usr/bin/curl curl curl
  provide_program DEVMESH_JQ usr/bin/jq jq jq
}

# Those that the benchmark of the shipper compares it with.
provide_log_shippers() {
  local home
  provide_program DEVMESH_JOURNAL_UPLOAD usr/lib/systemd/systemd-journal-upload journal-remote systemd-journal-remote
  provide_program DEVMESH_JOURNALCTL usr/bin/journalctl journal-remote systemd-journal-remote
  home=$STATE/rsyslog
  DEB_ARGUMENTS=(-M "$home/usr/lib/$(uname -m)-linux-gnu/rsyslog")
  provide_debian_program DEVMESH_RSYSLOG usr/sbin/rsyslogd "$home" rsyslog rsyslog-elasticsearch
  home=$STATE/syslog-ng
  DEB_ARGUMENTS=(--module-path "$home/usr/lib/syslog-ng/4.8")
  provide_debian_program DEVMESH_SYSLOG_NG usr/sbin/syslog-ng "$home" syslog-ng-core syslog-ng-mod-http
  DEB_ARGUMENTS=()
}
