#!/usr/bin/env bash
# ./devmesh publish: what is installed elsewhere. So far the shipper's package.

run_publish() { # shipper [x64|arm64]
  local machine=${2:-x64}
  [[ ${1:-} == shipper && $machine =~ ^(x64|arm64)$ && $# -le 2 ]] || {
    say "devmesh: publish takes what is published, and for which machine: ./devmesh publish shipper [x64|arm64]; x64 if not said."
    exit 2
  }
  clean_up_at_exit
  provide_package "$machine"
  printf '%s\n' "$PACKAGE"
}

# Makes the package for a kind of machine. Sets PACKAGE to its path, and PACKAGED_SHIPPER to that of the executable in it.
provide_package() { # MACHINE
  local folder=$STATE/publish log=$STATE/publish.log
  require_sdk
  if ! step "Publish the shipper for linux-$1" "$log" publish_shipper "$folder" "$1"; then
    build_errors "$log" || log_tail "$log"
    die "publishing failed; all of it: $log"
  fi
  PACKAGE=$(tail -n 1 "$log")
  # shellcheck disable=SC2034 # for the benchmark
  PACKAGED_SHIPPER=$folder/build/$1/devmesh-shipper
}

# Self-contained, so that a node needs no .NET; trimmed to what the shipper uses, with every trim warning an error; and
# compiled ahead (ReadyToRun), so that it starts with little CPU and keeps no compiled code in memory of its own. The folder
# of intermediate files is its own, too: other builds do not disturb it. The commit is not in it, so that the same sources give
# the same file, and a node is not upgraded for a commit that changes nothing of the shipper.
publish_shipper() { # FOLDER MACHINE: the last line of output is the package
  local folder=$1 machine=$2 version name files=$ROOT/DevMesh.Shipper
  mkdir -p "$folder" || return
  exec 8>>"$folder/lock"
  flock 8
  version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' "$ROOT/Directory.Build.props")
  name=devmesh-shipper-$version-linux-$machine
  MSBUILDDISABLENODEREUSE=1 dotnet publish "$files" -c Release -r "linux-$machine" --self-contained \
    --artifacts-path "$folder/build" -o "$folder/build/$machine" --nologo -v q -clp:NoSummary \
    -p:PublishSingleFile=true -p:PublishTrimmed=true -p:PublishReadyToRun=true -p:DebugType=none \
    -p:UseSharedCompilation=false -p:NuGetAudit=false -p:RunAnalyzers=false \
    -p:IncludeSourceRevisionInInformationalVersion=false 8>&- || return
  rm -rf "${folder:?}/$name" "$folder/$name.tar.gz"
  mkdir "$folder/$name" || return
  install -m 0755 "$folder/build/$machine/devmesh-shipper" "$files/install/install.sh" "$folder/$name" &&
    install -m 0644 "$files/filter_config.yaml" "$files/install/devmesh-shipper.service" "$files/install/README.md" \
      "$ROOT/LICENSE" "$folder/$name" || return
  tar -C "$folder" --sort=name --owner=0 --group=0 --numeric-owner -czf "$folder/$name.tar.gz.part" "$name" || return
  mv "$folder/$name.tar.gz.part" "$folder/$name.tar.gz" || return
  rm -rf "${folder:?}/$name"
  printf '%s\n' "$folder/$name.tar.gz"
}
