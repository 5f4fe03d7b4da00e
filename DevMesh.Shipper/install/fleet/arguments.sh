# The command line of ./devmesh fleet. All that is wrong with it and with the inventory is told at once.

fleet_help() {
  cat <<'TEXT'
./devmesh fleet INVENTORY --server URL [options]     install or upgrade the shipper on the nodes of a file

  INVENTORY             a line for each node: NAME ADDRESS[:PORT] [user=USER] [key=FILE]; docs/fleet.md has the rest
  --server URL          where the nodes send to, such as http://10.0.0.18:8000
  --check-url URL       where this machine asks GET /nodes; that of --server if not said
  --read-key-file FILE  an API key that may read; DEVMESH_API_KEY if not said
  --keys DIR            DIR/NODE.key is the API key of a node, for sending; .devmesh/fleet/keys if not said
  --make-keys           make the keys that DIR lacks, in the database of MARIADB_CONNECTION or of up
  --package FILE        a package of the shipper, once for each kind of machine; if not said, it is published from the checkout
  --only NODE,...       these nodes of the inventory and no others
  --jobs N              how many nodes at once, 1 to 64; 8 if not said
  --timeout SECONDS     how long to wait for the logs of the nodes, 0 to 3600; 120 if not said
  --known-hosts FILE    the host keys of the nodes; .devmesh/fleet/known_hosts if not said
  --rename              let a node that is installed under another name have the name of the inventory
  --dry-run             say what would be done on each node, and change nothing there

The exit code is 0 when the shipper runs on all nodes, 1 when not, and 2 when the inventory or an argument is wrong.
TEXT
}

errors=()
wrong() { errors+=("$*"); }

stop_if_wrong() {
  ((${#errors[@]})) || return 0
  printf '%s\n' "${errors[@]}" | printable | sed 's/^/devmesh: /' >&2
  say "Nothing was done. ./devmesh fleet --help and docs/fleet.md say what is accepted."
  exit 2
}

inventory='' server='' check_url='' read_key='' keys_folder='' make_keys='' only='' jobs=8 arrival_seconds=120
known_hosts='' rename='' dry='' packages=()

read_arguments() { # ARGUMENTS
  local words=() option value read_key_file=''
  while (($#)); do
    option=${1%%=*}
    case $1 in
      --help | -h) fleet_help && exit ;;
      --make-keys) make_keys=yes ;;
      --rename) rename=yes ;;
      --dry-run) dry=yes ;;
      --server* | --check-url* | --read-key-file* | --keys* | --package* | --only* | --jobs* | --timeout* | --known-hosts*)
        if [[ $1 == *=* ]]; then value=${1#*=}; elif (($# > 1)); then value=$2 && shift; else value=; fi
        [[ -n $value ]] || wrong "$option needs a value"
        case $option in
          --server) server=$value ;;
          --check-url) check_url=$value ;;
          --read-key-file) read_key_file=$value ;;
          --keys) keys_folder=$value ;;
          --package) packages+=("$value") ;;
          --only) only=$value ;;
          --jobs) jobs=$value ;;
          --timeout) arrival_seconds=$value ;;
          --known-hosts) known_hosts=$value ;;
          *) wrong "'$option' is no option" ;;
        esac
        ;;
      -*) wrong "'$1' is no option" ;;
      *) words+=("$1") ;;
    esac
    shift
  done
  inventory=${words[0]:-}
  ((${#words[@]} <= 1)) || wrong "'${words[1]}' is one argument too many; one INVENTORY is accepted"
  check_arguments
  read_read_key "$read_key_file"
  [[ -z $inventory ]] || read_inventory "$inventory"
  keep_only
  stop_if_wrong
}

check_arguments() {
  [[ -n $inventory ]] || wrong "INVENTORY is missing: the file that lists the nodes"
  [[ -n $server ]] || wrong "--server is missing: the address that the nodes send to"
  [[ -z $server ]] || check_address --server "$server"
  server=${server%/}
  [[ -z $check_url ]] || check_address --check-url "$check_url"
  check_url=${check_url:-$server} check_url=${check_url%/}
  is_number "$jobs" 1 64 || wrong "--jobs is '$jobs'; it must be a number from 1 to 64"
  is_number "$arrival_seconds" 0 3600 || wrong "--timeout is '$arrival_seconds'; it must be a number of seconds from 0 to 3600"
  keys_folder=${keys_folder:-$STATE/fleet/keys}
  known_hosts=${known_hosts:-$STATE/fleet/known_hosts}
  [[ $known_hosts != *[\"$'\n']* ]] || wrong "--known-hosts has a quote or a line end in its path, which ssh cannot take"
  check_packages
}

# As install.sh takes an address that has a scheme, so that what it writes can be compared with this.
check_address() { # OPTION URL
  local host='[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\]'
  if ! [[ $2 =~ ^https?://($host)(:([1-9][0-9]{0,4}))?(/[A-Za-z0-9._~-]+)*/?$ ]] || ((${BASH_REMATCH[4]:-0} > 65535)); then
    wrong "$1 is '$2'; it must be an address such as http://10.0.0.18:8000 or https://logs.example.org"
  fi
}

is_number() { [[ $1 =~ ^(0|[1-9][0-9]{0,5})$ ]] && (($1 >= $2 && $1 <= $3)); } # TEXT LEAST MOST

read_read_key() { # FILE, or empty
  read_key=${DEVMESH_API_KEY:-}
  [[ -z $1 ]] || read_key_of read_key "$1" || wrong "--read-key-file $key_trouble"
  # From the first key on the server asks for one with every request.
  [[ -z $make_keys || -n $1$read_key ]] || wrong "--make-keys needs a key that may read, too: --read-key-file or DEVMESH_API_KEY"
}
