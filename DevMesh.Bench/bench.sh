#!/usr/bin/env bash
# ./devmesh bench: a benchmark, where it needs one on a database of its own, with the server settings of `up` and LOAD DATA
# allowed.

run_bench() { # NAME ARGUMENTS...
  local folder=$STATE/bench dll=$ROOT/DevMesh.Bench/bin/Release/net10.0/DevMesh.Bench.dll code=0
  clean_up_at_exit
  build benchmarks Release DevMesh.Bench DevMesh.Domain DevMesh.Functions DevMesh.Shipper/sample
  if [[ ${1:---help} == -* ]]; then exec dotnet "$dll" --help; fi
  case $1 in canon | templates | sample) exec dotnet "$dll" "$@" ;; esac # need no database
  lock_folder "$folder" bench || die "another ./devmesh bench runs here (process $(lock_process "$folder")); two would slow each other down."
  start_database "$folder/db" bench
  DEVMESH_BENCH_MARIADB=$(db_connection "$folder/db")
  export DEVMESH_BENCH_MARIADB
  spawn dotnet "$dll" "$@"
  wait "$CHILD" || code=$?
  exit "$code"
}
