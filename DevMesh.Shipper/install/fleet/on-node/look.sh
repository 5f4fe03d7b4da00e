# Runs on a node: says what is installed there, a word and a value a line. It changes nothing.
export LC_ALL=C
root=${DESTDIR:-} root=${root%/}
etc=$root/etc/devmesh-shipper
program=$root/usr/local/bin/devmesh-shipper
sum() { if [ -f "$1" ]; then sha256sum <"$1" | cut -c 1-64; fi; }
setting() { if [ -f "$etc/shipper.env" ]; then sed -n "s/^$1=//p" "$etc/shipper.env" | tail -n 1; fi; }

service=none
if [ -z "$root" ] && [ -d /run/systemd/system ]; then
  service=$(systemctl is-active devmesh-shipper 2>/dev/null)
  pid=$(systemctl show --property MainPID --value devmesh-shipper 2>/dev/null)
  # The program was replaced, and the one of before still runs.
  case $(readlink "/proc/${pid:-0}/exe") in *' (deleted)') service=outdated ;; esac
fi
echo "fleet-machine $(uname -m)"
echo "fleet-program $(sum "$program")"
echo "fleet-unit $(sum "$root/etc/systemd/system/devmesh-shipper.service")"
echo "fleet-rules $(sum "$etc/filter_config.default.yaml")"
echo "fleet-name $(setting DEVMESH_NODE)"
echo "fleet-server $(setting DEVMESH_SERVER)"
if [ -f "$etc/key" ]; then echo "fleet-key $(tr -d '\n' <"$etc/key" | sha256sum | cut -c 1-64)"; fi
if [ -x "$program" ]; then echo "fleet-version $(timeout 20 "$program" --version 2>/dev/null | head -n 1 | sed 's/[+ ].*//')"; fi
echo "fleet-service ${service:-unknown}"
echo "fleet-end"
