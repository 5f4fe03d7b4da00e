# Runs on a node, in its sh: the script that follows as an argument, as root. Below a DESTDIR that the session's environment
# sets, nobody needs to be root.
if [ "$(id -u)" = 0 ] || [ -n "${DESTDIR:-}" ]; then exec sh -c "$0" "$@"; fi
exec sudo -n sh -c "$0" "$@"
