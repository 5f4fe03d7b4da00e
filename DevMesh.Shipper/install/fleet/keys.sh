# The API keys that the nodes send with: DIR/NODE.key, a file for each. They are read and carried by shell built-ins and
# standard input alone, so that none stands on a command line.

declare -A key_of # of nodes that have one

# Reads a key into a variable; fails and sets key_trouble when the file holds none.
read_key_of() { # VARIABLE FILE
  local text='' mode
  key_trouble=
  if [[ ! -f $2 || ! -r $2 ]]; then
    key_trouble="$2 cannot be read; it must be a file that holds an API key"
    return 1
  fi
  mode=$(stat -L -c %a "$2")
  IFS= read -r -d '' text <"$2" || true
  text=${text%$'\n'}
  if (((8#$mode & 8#077) != 0)); then
    key_trouble="$2 has mode $mode: others can read it; chmod 600"
  elif ((${#text} > 4096)) || ! [[ $text =~ ^[!-~]+$ ]]; then
    key_trouble="$2 holds no key; it must be one line of printable ASCII without spaces"
  fi
  [[ -z $key_trouble ]] && printf -v "$1" '%s' "$text"
}

# Takes the node's key, or makes it. Sets the node's state when there should be one and is not.
take_key() { # NODE
  local node=$1 file=$keys_folder/$1.key key=
  if [[ ! -e $file && -n $make_keys ]]; then
    [[ -z $dry ]] || return 0
    make_key "$node" "$file" || return 0
  fi
  [[ -e $file ]] || return 0
  if read_key_of key "$file"; then key_of[$node]=$key; else settle "$node" failed "its key: $key_trouble"; fi
}

make_key() { # NODE FILE
  (umask 077 && mkdir -p "$keys_folder")
  # DEVMESH_COMMAND is for the tests, which have built the app already.
  ${DEVMESH_COMMAND:-"$ROOT/devmesh"} keys create "$1" --scope ingest --node "$1" --out "$2" </dev/null \
    >"$work/key.out" 2>&1 9>&- && return
  settle "$1" failed "no key could be made: $(last_line "$work/key.out")"
  return 1
}

hash_of_key() { printf '%s' "$1" | sha256sum | cut -c 1-64; }
