# Runs on a node: takes a key (the first line of the input, empty for none) and a package (the rest), and installs it. Until
# the package is there as a whole nothing is changed. After that a lost connection stops nothing: the output goes to a file
# first, so that install.sh does not end at a pipe that nobody reads.
export LC_ALL=C
umask 077
trap '' HUP PIPE
stop() {
  printf '%s\n' "$@" >&2
  exit 1
}
IFS= read -r key || stop "nothing was sent"
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
trap 'exit 143' INT TERM
problem=$(tar -xzf - -C "$work" 2>&1) ||
  stop "$problem" "the package cannot be unpacked in $work: $(printf '%s\n' "$problem" | grep -m 1 .)"
cd "$work"/devmesh-shipper-* || exit
if [ -n "$key" ]; then
  printf '%s\n' "$key" >"$work/key" || exit
  set -- "$@" --key-file "$work/key"
fi
# install.sh comes first, or $0 would be the node.
bash ./install.sh "$0" "$@" >"$work/output" 2>&1
code=$?
if [ "$code" = 0 ]; then cat "$work/output"; else cat "$work/output" >&2; fi
exit "$code"
