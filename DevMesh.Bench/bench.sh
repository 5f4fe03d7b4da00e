#!/usr/bin/env bash
# ./devmesh bench: a benchmark, on a database of its own where it needs one, with the server settings of `up` and LOAD DATA
# allowed. That of the shipper has no database, but the published shipper and those of others; that of faults starts and kills a
# database server of its own.

# shellcheck source=.ci/programs.sh
source "$ROOT/.ci/programs.sh"

run_bench() { # NAME ARGUMENTS...
  local folder=$STATE/bench dll=$ROOT/DevMesh.Bench/bin/Release/net10.0/DevMesh.Bench.dll code=0
  clean_up_at_exit
  build benchmarks Release DevMesh.Bench DevMesh.Domain DevMesh.Functions DevMesh.Shipper/sample
  if [[ ${1:---help} == -* ]]; then exec dotnet "$dll" --help; fi
  case $1 in canon | templates | sample) exec dotnet "$dll" "$@" ;; esac # need no database
  lock_folder "$folder" bench || die "another ./devmesh bench runs here (process $(lock_process "$folder")); two would slow each other down."
  case $1 in
    shipper) provide_shipper && provide_log_shippers ;;
    faults) provide_shipper && DATABASES+=("$folder/faults/db") ;;
    *) provide_database "$folder/db" ;;
  esac
  spawn dotnet "$dll" "$@"
  wait "$CHILD" || code=$?
  exit "$code"
}

provide_database() { # DIR
  start_database "$1" bench
  DEVMESH_BENCH_MARIADB=$(db_connection "$1")
  export DEVMESH_BENCH_MARIADB
}

# The shipper is measured as it is installed: published from today's sources.
provide_shipper() {
  local machine=x64
  provide_journal_remote
  # shellcheck source=DevMesh.Shipper/install/publish.sh
  source "$ROOT/DevMesh.Shipper/install/publish.sh"
  [[ $(uname -m) != aarch64 ]] || machine=arm64
  provide_package "$machine"
  export DEVMESH_SHIPPER=$PACKAGED_SHIPPER
}
