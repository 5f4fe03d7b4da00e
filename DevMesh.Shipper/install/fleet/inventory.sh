# The inventory: which nodes there are, and how SSH reaches them.
#
#   # comment
#   default user=ops key=~/.ssh/fleet       for the lines below it
#   gpu-node       10.0.0.11
#   mariadb-vm     10.0.0.14:2222 user=root key=keys/mariadb

nodes=() # names, in the order of the file
declare -A host_of port_of login_of identity_of line_of

read_inventory() { # FILE
  local line number=0 words user='' key='' port=22
  if [[ ! -f $1 || ! -r $1 ]]; then
    wrong "the inventory $1 cannot be read; it must be a file that lists the nodes"
    return
  fi
  inventory_folder=$(cd "$(dirname "$1")" && pwd -P)
  while IFS= read -r line || [[ -n $line ]]; do
    number=$((number + 1))
    if [[ $line =~ ^(.*[[:space:]])?'#' ]]; then line=${line%%#*}; fi
    read -ra words <<<"${line%$'\r'}"
    ((${#words[@]})) || continue
    if [[ ${words[0]} == default ]]; then
      read_options "$1:$number" "${words[@]:1}"
    else
      read_node "$1:$number" "${words[@]}"
    fi
  done <"$1"
  ((${#nodes[@]} || ${#errors[@]})) || wrong "$1 lists no node; a line is NAME ADDRESS[:PORT] [user=USER] [key=FILE]"
}

# Local settings of the caller (user, key, port) are the defaults; a node's own are in copies of them.
read_node() { # WHERE NAME [ADDRESS [OPTION...]]
  local where=$1 name=$2 address=${3:-} user=$user key=$key port=$port
  if ! [[ $name =~ ^[A-Za-z0-9._][A-Za-z0-9._-]{0,63}$ ]]; then
    wrong "$where: the node '$name' must be 1 to 64 of A-Z a-z 0-9 . _ -, the first of them no -"
    return
  fi
  if [[ -n ${line_of[$name]:-} ]]; then
    wrong "$where: $name is listed already, in line ${line_of[$name]##*:}"
    return
  fi
  line_of[$name]=$where
  if [[ -z $address || $address == *=* ]]; then
    wrong "$where: $name has no address; a line is NAME ADDRESS[:PORT] [user=USER] [key=FILE]"
    return
  fi
  read_options "$where" "${@:4}"
  read_address "$where" "$name" "$address" || return 0
  nodes+=("$name")
  login_of[$name]=$user identity_of[$name]=$key
}

read_options() { # WHERE [NAME=VALUE...]: sets user, key, port of the caller
  local where=$1 option value
  for option in "${@:2}"; do
    value=${option#*=}
    case $option in
      user=*) if is_login "$value"; then user=$value; else
        wrong "$where: user is '$value'; it must be the name of an account, of A-Z a-z 0-9 . _ -"; fi ;;
      port=*) if is_number "$value" 1 65535; then port=$value; else
        wrong "$where: port is '$value'; it must be a number from 1 to 65535"; fi ;;
      key=*) read_identity "$where" "$value" ;;
      *) wrong "$where: '$option' is not understood; there are user=USER, key=FILE and port=PORT" ;;
    esac
  done
}

is_login() { [[ $1 =~ ^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$ ]]; }

read_identity() { # WHERE FILE: sets key of the caller
  local file=$2 mode
  case $file in
    '~/'*) file=$HOME/${file#'~/'} ;;
    /*) ;;
    *) file=$inventory_folder/$file ;;
  esac
  if [[ -z $2 || ! -f $file || ! -r $file ]]; then
    wrong "$1: the key file '$2' cannot be read; a path is taken from the inventory's folder unless it starts with / or ~/"
    return
  fi
  mode=$(stat -L -c %a "$file")
  (((8#$mode & 8#077) == 0)) || wrong "$1: the key file '$2' has mode $mode, and ssh takes none that others can read: chmod 600"
  key=$file
}

read_address() { # WHERE NODE ADDRESS: sets host_of and port_of; fails when it is wrong
  local name='[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?' other
  if ! [[ $3 =~ ^($name|\[[0-9A-Fa-f:.]{2,45}\])(:([0-9]{1,5}))?$ ]]; then
    wrong "$1: the address '$3' must be a name, an IPv4 address or an IPv6 address in brackets," \
      "such as 10.0.0.11:22 or [fd00::11]"
    return 1
  fi
  local host=${BASH_REMATCH[1]} given=${BASH_REMATCH[4]}
  host=${host#[} host=${host%]}
  if [[ -n $given ]]; then
    if ((10#$given < 1 || 10#$given > 65535)); then
      wrong "$1: the port of '$3' must be a number from 1 to 65535"
      return 1
    fi
    port=$((10#$given))
  fi
  for other in "${nodes[@]}"; do
    if [[ ${host_of[$other]}:${port_of[$other]} == "$host:$port" ]]; then
      wrong "$1: $host port $port is the address of $other already, in line ${line_of[$other]##*:}"
      return 1
    fi
  done
  host_of[$2]=$host port_of[$2]=$port
}

# What --only leaves.
keep_only() {
  local wanted name kept=()
  [[ -n $only ]] || return 0
  IFS=, read -ra wanted <<<"$only"
  for name in "${wanted[@]}"; do
    [[ -n ${line_of[$name]:-} ]] || wrong "--only names '$name', which the inventory does not list"
  done
  for name in "${nodes[@]}"; do
    [[ ,$only, != *",$name,"* ]] || kept+=("$name")
  done
  nodes=("${kept[@]}")
}
