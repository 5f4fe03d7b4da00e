#!/usr/bin/env bash
# Run by compose before the database starts: makes the passwords that are not there yet, and the files that hold them. What
# is there stays, so it may run at every start. With nothing but what the image of MariaDB has.
set -euo pipefail
umask 077

secrets=${1:-/secrets} # two folders, each a volume of its own: the app cannot read root's password
data=${2:-/var/lib/mysql}
app_user=${APP_USER:-1654}
app=$secrets/app
database=$secrets/database

random_password() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# Renamed when complete: a start that is interrupted leaves no half of a password.
write() { # FILE, from standard input
  cat >"$1.new"
  mv "$1.new" "$1"
}

# The database keeps the passwords that it was made with; new ones would not open it.
if [[ -d $data/mysql && ! -s $database/password ]]; then
  printf '%s\n' "The volume of the database has data, and the volume of its passwords is empty." \
    "Restore that volume, or start anew from a backup: see \"The passwords are gone\" in docs/deployment.md." >&2
  exit 1
fi

mkdir -p "$app" "$database"
for name in root-password password; do
  [[ -s $database/$name ]] || random_password | write "$database/$name"
done
password=$(<"$database/password")
printf '[client]\nuser=devmesh\npassword=%s\ndefault-character-set=utf8mb4\n' "$password" | write "$database/client.cnf"
printf 'Server=database;Port=3306;Database=devmesh;User ID=devmesh;Password=%s;SslMode=Disabled\n' "$password" |
  write "$app/mariadb-connection"
chown -R "$app_user" "$app"
chmod 0500 "$app"
chmod 0400 "$app/mariadb-connection"
