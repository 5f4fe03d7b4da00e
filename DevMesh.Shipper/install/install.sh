#!/usr/bin/env bash
# Installs, upgrades or removes the DevMesh shipper on this machine. It may be run again at any time: every step leaves
# things as they should be, so a run that was cut short is made good by the next one.
set -euo pipefail
export LC_ALL=C
umask 022 # whatever root's is: the shipper's user must be able to read the settings

readonly NAME=devmesh-shipper
readonly BIN=/usr/local/bin/$NAME
readonly ETC=/etc/$NAME
readonly SETTINGS=$ETC/shipper.env KEY=$ETC/key RULES=$ETC/filter_config.yaml
# The rules that the installed version came with. It tells rules that an operator changed from untouched ones.
readonly DEFAULT_RULES=$ETC/filter_config.default.yaml
readonly UNIT=/etc/systemd/system/$NAME.service
readonly STATE=/var/lib/$NAME
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
DEST=${DESTDIR:-}
DEST=${DEST%/}

help() {
  cat <<'TEXT'
install.sh NODE_NAME API_HOST[:PORT] [--key-file FILE]   install the shipper, or upgrade it, and start it
install.sh [--key-file FILE]                             upgrade it, or give it another key; its settings stay
install.sh --uninstall [--purge]                         remove it

  NODE_NAME          what the server calls this machine: 1 to 64 of A-Z a-z 0-9 . _ -
  API_HOST[:PORT]    the DevMesh server: a host and its port (8000), or an address such as https://logs.example.org
  --key-file FILE    a file that holds the API key, one line; it is copied to where only the shipper can read it
  --uninstall        stop it, and remove the program and its unit; settings, rules, key and cursor stay
  --purge            with --uninstall: remove those, too, and the user devmesh-shipper
  --dry-run          say what would be done, and change nothing
  --help             this text

With DESTDIR=FOLDER the files are put below FOLDER; no user is made, and systemd is left alone.
TEXT
}

say() { printf '%s\n' "$@"; }

ERRORS=()
wrong() { ERRORS+=("$*"); }

stop_if_wrong() {
  ((${#ERRORS[@]})) || return 0
  printf 'install.sh: %s\n' "${ERRORS[@]}" >&2
  printf 'Nothing was changed. %s --help says what is accepted.\n' "$0" >&2
  exit 2
}

# ---- what is asked for ----------------------------------------------------------------------------------------------

node='' server='' key_file='' uninstall='' purge='' dry=''

read_arguments() {
  local words=()
  while (($#)); do
    case $1 in
      --help | -h) help && exit ;;
      --uninstall) uninstall=yes ;;
      --purge) purge=yes ;;
      --dry-run) dry=yes ;;
      --key-file) if (($# > 1)); then key_file=$2 && shift; else wrong "--key-file needs a file"; fi ;;
      --key-file=?*) key_file=${1#*=} ;;
      -*) wrong "'$1' is no option; there are --key-file FILE, --uninstall, --purge, --dry-run and --help" ;;
      *) words+=("$1") ;;
    esac
    shift
  done
  [[ -z $DEST || $DEST == /* ]] || wrong "DESTDIR is '$DEST'; it must be an absolute path"
  [[ -n $dry$DEST || $EUID == 0 ]] || wrong "only root may do this: use sudo"
  if [[ -n $uninstall ]]; then
    [[ -z ${words[*]}$key_file ]] || wrong "--uninstall takes neither a node, a host nor a key"
  else
    if [[ -n $purge ]]; then wrong "--purge goes with --uninstall"; else check_words "${words[@]}"; fi
    check_package
    [[ -z $key_file ]] || check_key
  fi
}

check_package() {
  local file
  for file in "$NAME" "$NAME.service" filter_config.yaml; do
    [[ -r $HERE/$file ]] || wrong "$HERE/$file is missing; run install.sh from the whole unpacked package"
  done
}

check_words() { # [NODE_NAME [API_HOST]]
  case $# in
    0) [[ -e $DEST$SETTINGS ]] || wrong "NODE_NAME and API_HOST are missing, and no $DEST$SETTINGS is there to take them from" ;;
    1) wrong "API_HOST is missing: the name or address of the DevMesh server" ;;
    2) ;;
    *) wrong "'$3' is one argument too many; NODE_NAME and API_HOST[:PORT] are accepted" ;;
  esac
  if (($# >= 1)); then
    node=$1
    [[ $node =~ ^[A-Za-z0-9._-]{1,64}$ ]] || wrong "NODE_NAME is '$node'; it must be 1 to 64 of A-Z a-z 0-9 . _ -"
  fi
  if (($# >= 2)); then check_host "$2"; fi
}

check_host() { # API_HOST: sets server
  local name='[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\]'
  if ! [[ $1 =~ ^(https?://)?($name)(:([0-9]{1,5}))?((/[A-Za-z0-9._~-]+)*)/?$ && (-n ${BASH_REMATCH[1]} || $1 != */*) ]]; then
    wrong "API_HOST is '$1'; it must be a host such as monitoring-vm, 10.0.0.18:8000 or [fd00::18], or an address such as" \
      "https://logs.example.org"
    return
  fi
  local scheme=${BASH_REMATCH[1]} host=${BASH_REMATCH[2]} port=${BASH_REMATCH[5]} path=${BASH_REMATCH[6]}
  if [[ -n $port ]] && ((10#$port < 1 || 10#$port > 65535)); then
    wrong "the port of API_HOST is $port; it must be a number from 1 to 65535"
  fi
  [[ -z $port ]] || port=$((10#$port))
  [[ -n $scheme ]] || port=${port:-8000} # an address is taken as it is written: without a port it has that of its scheme
  server=${scheme:-http://}$host${port:+:$port}$path
}

check_key() {
  if [[ ! -f $key_file || ! -r $key_file ]]; then
    wrong "--key-file $key_file cannot be read; it must be a file that holds the API key"
  elif (($(wc -c <"$key_file") > 4096)) || ! [[ $(tr '\0' ' ' <"$key_file") =~ ^[!-~]+$ ]]; then
    wrong "--key-file $key_file holds no key; it must be one line of printable ASCII without spaces"
  fi
}

# ---- steps ----------------------------------------------------------------------------------------------------------

# Says what is done and does it; under --dry-run it only says it.
act() { # WHAT COMMAND...
  if [[ -n $dry ]]; then
    say "would $1"
  else
    say "$1"
    "${@:2}"
  fi
}

# Brings a file to its place, in one step for those who read it. Says nothing when it is there already.
put() { # MODE FILE TARGET [OWNER]
  local target=$DEST$3 new=$DEST$3.part
  if cmp -s "$2" "$target"; then
    [[ -n $dry ]] || give "$1" "$target" "${4:-}"
  else
    act "write $target" write "$1" "$2" "$target" "$new" "${4:-}"
  fi
}

write() { # MODE FILE TARGET NEW OWNER
  mkdir -p "$(dirname "$3")"
  rm -f "$4"
  (umask 077 && cat "$2" >"$4")
  give "$1" "$4" "$5"
  mv -f "$4" "$3"
}

give() { # MODE FILE OWNER
  chmod "$1" "$2"
  [[ -z $3 || -n $DEST ]] || chown "$3" "$2"
}

has_systemd() { [[ -z $DEST && -d /run/systemd/system ]]; }

make_user() {
  if [[ -n $DEST ]]; then
    say "skipped, because DESTDIR is set: the user $NAME and its membership of systemd-journal"
    return
  fi
  if ! id -u "$NAME" >/dev/null 2>&1; then
    act "make the system user $NAME" \
      useradd --system --user-group --no-create-home --home-dir "$STATE" --shell /usr/sbin/nologin "$NAME"
  fi
  if ! getent group systemd-journal >/dev/null; then
    say "there is no group systemd-journal here, so the shipper may not be allowed to read the journal"
  elif ! id -nG "$NAME" 2>/dev/null | tr ' ' '\n' | grep -qx systemd-journal; then
    act "let $NAME read the journal (group systemd-journal)" usermod --append --groups systemd-journal "$NAME"
  fi
}

# Prints shipper.env with the settings of this run in it; all other lines stay as they are.
settings() { # NAME=VALUE...
  local old=$DEST$SETTINGS
  if [[ -e $old ]]; then
    cat "$old"
  else
    printf '%s\n' "# Settings of the DevMesh shipper, variables of its environment. After a change: systemctl restart $NAME" \
      "# '$NAME run --help' lists all of them."
  fi | awk -v wanted="$*" '
    BEGIN { count = split(wanted, pairs, " "); for (i = 1; i <= count; i++) { split(pairs[i], pair, "="); line[pair[1]] = pairs[i] } }
    { name = $0; sub(/=.*/, "", name); if (name in line) { if (!(name in done)) print line[name]; done[name] = 1 } else print }
    END { for (i = 1; i <= count; i++) { split(pairs[i], pair, "="); if (!(pair[1] in done)) print pairs[i] } }'
}

put_settings() { # WORK
  local pairs=() key=$key_file
  [[ -z $node ]] || pairs+=("DEVMESH_NODE=$node" "DEVMESH_SERVER=$server")
  if [[ ! -e $DEST$SETTINGS ]]; then
    pairs+=("DEVMESH_FILTER=$RULES")
    [[ ! -e $DEST$KEY ]] || key=$DEST$KEY # of an earlier installation
  fi
  [[ -z $key ]] || pairs+=("DEVMESH_KEY_FILE=$KEY")
  settings "${pairs[@]}" >"$1/shipper.env"
  put 0644 "$1/shipper.env" "$SETTINGS"
}

# Rules that an operator changed stay; the new default then lies beside them.
put_rules() {
  local new=$HERE/filter_config.yaml answer
  if [[ ! -e $DEST$RULES ]] || cmp -s "$DEST$RULES" "$DEST$DEFAULT_RULES" || cmp -s "$DEST$RULES" "$new"; then
    put 0644 "$new" "$RULES"
    [[ ! -e $DEST$RULES.new ]] || act "remove $DEST$RULES.new" rm -f "$DEST$RULES.new"
  else
    say "keep $DEST$RULES, which was changed here; the new default is beside it, filter_config.yaml.new"
    put 0644 "$new" "$RULES.new"
    answer=$("$HERE/$NAME" check "$DEST$RULES" 2>&1) ||
      say "this version of the shipper refuses $DEST$RULES, and does not start until it is corrected:" "$answer"
  fi
  put 0644 "$new" "$DEFAULT_RULES"
}

start() {
  if [[ -n $DEST ]]; then
    say "skipped, because DESTDIR is set: enabling and starting $NAME"
  elif ! has_systemd; then
    say "skipped, because systemd does not run here: enabling and starting $NAME" \
      "where another program starts services: '$BIN run' as the user $NAME, with $SETTINGS as its environment"
  else
    act "tell systemd of the unit" systemctl daemon-reload
    act "start $NAME at boot" systemctl --quiet enable "$NAME"
    act "start $NAME" restart
  fi
}

# The unit's type is notify: this returns once the shipper says that it is ready.
restart() {
  systemctl restart "$NAME" && return
  say "it did not start. The end of its log:"
  journalctl --unit "$NAME" --lines 15 --no-pager || true
  exit 1
}

# ---- all of it ------------------------------------------------------------------------------------------------------

install_all() {
  local work
  if [[ -z $DEST ]] && ! "$HERE/$NAME" --help >/dev/null; then
    wrong "$HERE/$NAME does not run on this machine ($(uname -m)); there is a package for each kind of machine"
    stop_if_wrong
  fi
  work=$(mktemp -d)
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf '$work'" EXIT
  make_user
  put 0755 "$HERE/$NAME" "$BIN"
  put_rules
  [[ -z $key_file ]] || put 0400 "$key_file" "$KEY" "$NAME:$NAME"
  [[ -z $key_file || -z $DEST ]] || say "skipped, because DESTDIR is set: giving $DEST$KEY to the user $NAME"
  put_settings "$work"
  put 0644 "$HERE/$NAME.service" "$UNIT"
  start
  [[ -n $dry ]] || ! has_systemd || sum_up
}

sum_up() {
  say "" \
    "$NAME runs, and sends the journal of $(value DEVMESH_NODE) to $(value DEVMESH_SERVER)" \
    "  how it is doing   sudo $NAME status" \
    "  its log           journalctl -u $NAME" \
    "  noise filtering   $RULES; then sudo systemctl reload $NAME"
}

value() { sed -n "s/^$1=//p" "$DEST$SETTINGS"; }

uninstall_all() {
  local path
  [[ -e $DEST$UNIT || -e $DEST$BIN ]] || say "$NAME is not installed${DEST:+ below $DEST}"
  [[ ! -e $DEST$UNIT ]] || stop
  remove "$UNIT"
  remove "$BIN"
  ! has_systemd || act "tell systemd that the unit is gone" systemctl daemon-reload
  if [[ -n $purge ]]; then
    remove "$ETC"
    remove "$STATE"
    if [[ -z $DEST ]] && id -u "$NAME" >/dev/null 2>&1; then act "remove the user $NAME" userdel "$NAME"; fi
    return
  fi
  for path in "$ETC" "$STATE"; do
    [[ ! -e $DEST$path ]] || say "kept: $DEST$path (--uninstall --purge removes it)"
  done
  if [[ -z $DEST ]] && id -u "$NAME" >/dev/null 2>&1; then say "kept: the user $NAME (--uninstall --purge removes it)"; fi
}

stop() {
  if has_systemd; then
    act "stop $NAME, now and at boot" systemctl --quiet disable --now "$NAME"
  elif [[ -n $DEST ]]; then
    say "skipped, because DESTDIR is set: stopping $NAME"
  else
    say "skipped, because systemd does not run here: stopping $NAME"
  fi
}

remove() { # PATH
  [[ ! -e $DEST$1 ]] || act "remove $DEST$1" rm -rf "$DEST$1"
}

read_arguments "$@"
stop_if_wrong
if [[ -n $uninstall ]]; then uninstall_all; else install_all; fi
