#!/usr/bin/env bash
# ./devmesh publish: what is installed elsewhere. So far the shipper's package.

run_publish() { # shipper [x64|arm64]
  local folder=$STATE/publish log=$STATE/publish.log machine=${2:-x64}
  [[ ${1:-} == shipper && $machine =~ ^(x64|arm64)$ && $# -le 2 ]] || {
    say "devmesh: publish takes what is published, and for which machine: ./devmesh publish shipper [x64|arm64]; x64 if not said."
    exit 2
  }
  clean_up_at_exit
  require_sdk
  lock_folder "$folder" publish || die "another ./devmesh publish runs here (process $(lock_process "$folder"))."
  if ! step "Publish the shipper for linux-$machine" "$log" publish_shipper "$folder" "$machine"; then
    build_errors "$log" || log_tail "$log"
    die "publishing failed; all of it: $log"
  fi
  tail -n 1 "$log"
}

# Self-contained, so that a node needs no .NET; trimmed to what the shipper uses, with every trim warning an error; and
# compiled ahead as far as that goes (ReadyToRun), so that it starts with little CPU and does not hold compiled code twice.
# Its folders of intermediate files are its own: other builds do not disturb it.
publish_shipper() { # FOLDER MACHINE: the last line of output is the package
  local folder=$1 machine=$2 version name files=$ROOT/DevMesh.Shipper
  version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' "$ROOT/Directory.Build.props")
  name=devmesh-shipper-$version-linux-$machine
  MSBUILDDISABLENODEREUSE=1 dotnet publish "$files" -c Release -r "linux-$machine" --self-contained \
    --artifacts-path "$folder/build" -o "$folder/build/$machine" --nologo -v q -clp:NoSummary \
    -p:PublishSingleFile=true -p:PublishTrimmed=true -p:PublishReadyToRun=true -p:DebugType=none \
    -p:UseSharedCompilation=false -p:NuGetAudit=false -p:RunAnalyzers=false || return
  rm -rf "${folder:?}/$name" "$folder/$name.tar.gz"
  mkdir "$folder/$name" || return
  install -m 0755 "$folder/build/$machine/devmesh-shipper" "$files/install/install.sh" "$folder/$name" &&
    install -m 0644 "$files/filter_config.yaml" "$files/install/devmesh-shipper.service" "$files/install/README.md" \
      "$ROOT/LICENSE" "$folder/$name" || return
  tar -C "$folder" --sort=name --owner=0 --group=0 --numeric-owner -czf "$folder/$name.tar.gz.part" "$name" || return
  mv "$folder/$name.tar.gz.part" "$folder/$name.tar.gz"
  rm -rf "${folder:?}/$name"
  printf '%s\n' "$folder/$name.tar.gz"
}
