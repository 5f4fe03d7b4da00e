# The packages that are installed: given, or published from the checkout; and what is in them.

declare -A package_of     # x64 or arm64: the file
declare -A packaged       # MACHINE.version, .program, .unit, .rules: the version, and the SHA-256 of the files
declare -A no_package_for # MACHINE: why there is none

# Of the names of --package.
check_packages() {
  local file machine
  for file in "${packages[@]}"; do
    if ! [[ $file =~ (^|/)devmesh-shipper-[0-9]+(\.[0-9]+){2}-linux-(x64|arm64)\.tar\.gz$ ]]; then
      wrong "--package is '$file'; it must be a file that ./devmesh publish shipper made:" \
        "devmesh-shipper-VERSION-linux-x64.tar.gz or -arm64.tar.gz"
      continue
    fi
    machine=${BASH_REMATCH[3]}
    [[ -r $file ]] || wrong "--package $file cannot be read"
    [[ -z ${package_of[$machine]:-} ]] || wrong "--package names two packages for $machine, ${package_of[$machine]} and $file"
    package_of[$machine]=$file
  done
}

# Those for the machines that were found. One that cannot be had is told in the rows of the nodes that need it.
provide_packages() {
  local node machine needed=' '
  for node in "${nodes[@]}"; do
    machine=${machine_of[$node]:-}
    [[ -z ${state_of[$node]:-} && $needed != *" $machine "* ]] || continue
    needed+="$machine "
    if ((${#packages[@]} == 0)); then
      publish_for "$machine"
    elif [[ -z ${package_of[$machine]:-} ]]; then
      no_package_for[$machine]="no --package is for its machine, $machine"
    fi
    [[ -n ${no_package_for[$machine]:-} ]] || look_into_package "$machine"
  done
}

# In a shell of its own, because a failure to publish ends the shell.
publish_for() { # MACHINE
  local file=$work/published
  # shellcheck source=DevMesh.Shipper/install/publish.sh
  source "$ROOT/DevMesh.Shipper/install/publish.sh"
  if (clean_up_at_exit && provide_package "$1" && printf '%s\n' "$PACKAGE" >"$file"); then
    package_of[$1]=$(<"$file")
  else
    no_package_for[$1]="the package for $1 could not be published; $STATE/publish.log tells why"
  fi
}

look_into_package() { # MACHINE
  local name=${package_of[$1]##*/} file content
  name=${name%.tar.gz}
  content=$work/package-$1
  mkdir -p "$content"
  if ! tar -xzf "${package_of[$1]}" -C "$content" "$name" 2>"$work/tar.err"; then
    no_package_for[$1]="the package ${package_of[$1]} cannot be unpacked: $(last_line "$work/tar.err")"
    return
  fi
  packaged[$1.version]=$(cut -d - -f 3 <<<"$name")
  for file in program:devmesh-shipper unit:devmesh-shipper.service rules:filter_config.yaml installer:install.sh; do
    if [[ ! -r $content/$name/${file#*:} ]]; then
      no_package_for[$1]="the package ${package_of[$1]} lacks ${file#*:}"
      return
    fi
    packaged[$1.${file%%:*}]=$(sha256sum <"$content/$name/${file#*:}" | cut -c 1-64)
  done
}
