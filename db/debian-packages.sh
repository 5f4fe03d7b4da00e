#!/usr/bin/env bash
# Unpacks Debian's packages into a folder and runs programs from there: no root, and nothing of the system touched.
# apt checks the signatures, against the machine's own Debian keyring. Sourced by those who need a program that this machine
# may lack. Functions return their failures: callers may run them with errexit off.

readonly DEB_SUITE=trixie

deb_fail() {
  printf '%s\n' "$@" >&2
  return 1
}

# ---- running ------------------------------------------------------------------------------------------------------

# Sets DEB_COMMAND: the first words of a command line that runs PROGRAM of HOME with the libraries of HOME, libc and those of
# the folder with the program's own name included.
deb_command() { # HOME PROGRAM
  local home loader libraries
  home=$(cd "$1" && pwd -P) || return
  if [[ $home == *:* ]]; then
    deb_fail "the path $home has a colon, with which the loader separates folders: choose another DEVMESH_STATE."
    return
  fi
  loader=("$home"/usr/lib/*-linux-gnu/ld-linux-*.so.*)
  libraries=$(dirname "${loader[0]}")
  DEB_COMMAND=("${loader[0]}" --library-path "$libraries:$libraries/systemd:$home/usr/lib/${2##*/}" "$home/$2")
}

# ---- fetching -----------------------------------------------------------------------------------------------------

# Unpacks PACKAGEs, with all that they depend on, into HOME, unless HOME has PROGRAM. They are unpacked beside it and
# renamed, so that an interrupted fetch leaves nothing that looks finished.
deb_fetch() { # HOME PROGRAM PACKAGE...
  local home=$1 program=$2 work
  [[ ! -x $home/$program ]] || return 0
  deb_check_platform || return
  mkdir -p "$(dirname "$home")" || return
  (
    flock 8
    [[ ! -x $home/$program ]] || exit 0
    rm -rf "$home".fetch.*
    work=$(mktemp -d "$home.fetch.XXXXXX") || exit
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT TERM
    deb_download "$work" "${@:3}" && deb_unpack "$work" "$program" && rm -rf "$home" && mv "$work/root" "$home"
  ) 8>"$home.lock"
}

deb_check_platform() {
  local missing=() tool arch
  for tool in apt-get apt-config dpkg dpkg-deb; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  if ((${#missing[@]})); then
    deb_fail "packages can only be fetched on Debian (missing here: ${missing[*]})."
    return
  fi
  arch=$(dpkg --print-architecture)
  [[ $arch == amd64 || $arch == arm64 ]] || deb_fail "packages can be fetched for amd64 and arm64, and this machine is $arch."
}

deb_keyring() {
  local candidate
  for candidate in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do
    [[ -r $candidate ]] && printf '%s\n' "$candidate" && return
  done
  deb_fail "there is no Debian archive keyring in /usr/share/keyrings: install the package debian-archive-keyring."
}

# Prints the Debian mirrors that this machine's apt is set up with, the likeliest first. Each file is asked on its own:
# a broken one must not hide the others. Archives of third parties may slip through; they fail the signature check later.
deb_mirrors() {
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
deb_apt_config() {
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

deb_download() { # WORK PACKAGE...
  local work=$1 keyring mirror tried=()
  keyring=$(deb_keyring) || return
  mkdir -p "$work"/{state/lists/partial,cache/archives/partial} || return
  : >"$work/state/status" # as if nothing were installed: libc and all come along
  deb_apt_config "$work" >"$work/apt.conf"
  while read -r mirror; do
    [[ -n $mirror ]] || continue
    tried+=("$mirror")
    printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$DEB_SUITE" >"$work/sources.list"
    if deb_apt "$work" update && deb_apt "$work" install --download-only "${@:2}"; then return; fi
  done < <(deb_mirrors)
  deb_download_failed "$work/apt.log" "${tried[@]}"
}

deb_apt() { # WORK ARGUMENTS...
  APT_CONFIG=$1/apt.conf LC_ALL=C.UTF-8 apt-get -q -y "${@:2}" </dev/null >>"$1/apt.log" 2>&1
}

deb_download_failed() { # LOG MIRROR...
  if (($# == 1)); then
    deb_fail "found no Debian mirror in /etc/apt. Set DEBIAN_MIRROR to the address of one."
    return
  fi
  grep -E '^(E|W|Err)' "$1" | tail -n 8 | sed 's/^/  /' >&2 || true
  deb_fail "could not fetch packages of Debian $DEB_SUITE from ${*:2}." \
    "Check the network and the proxy settings of apt, or set DEBIAN_MIRROR to another Debian mirror."
}

deb_unpack() { # WORK PROGRAM
  local work=$1 package
  mkdir "$work/root" || return
  for package in "$work"/cache/archives/*.deb; do
    dpkg-deb -x "$package" "$work/root" || deb_fail "could not unpack into $work. Is the disk full?" || return
  done
  deb_command "$work/root" "$2" || return
  "${DEB_COMMAND[@]}" --version >/dev/null || "${DEB_COMMAND[@]}" -v >/dev/null || "${DEB_COMMAND[@]}" -V >/dev/null ||
    deb_fail "the unpacked $2 does not run on this machine."
}
