#!/usr/bin/env bash
# ./devmesh test: every test, on a database of its own that is made anew for each run.

# shellcheck source=.ci/programs.sh
source "$ROOT/.ci/programs.sh"

run_tests() { # ARGUMENTS of dotnet test
  local folder=$STATE/test code=0
  clean_up_at_exit
  lock_folder "$folder" test || wait_for_other_run "$folder"
  build tests Debug DevMesh.Functions.sln
  db_stop "$folder/db"
  rm -rf "$folder/db" "$folder/results"
  provide_journal_remote # tests of the shipper make real journal files with it
  provide_mariadb_dump # backups are tried with it
  provide_fleet_tools
  start_database "$folder/db" test
  DEVMESH_TEST_MARIADB=$(db_connection "$folder/db")
  export DEVMESH_TEST_MARIADB
  spawn dotnet test "$ROOT/DevMesh.Functions.sln" -c Debug --no-build --nologo --logger trx --results-directory "$folder/results" "$@"
  wait "$CHILD" || code=$?
  report_counts "$folder/results" "$code"
}

wait_for_other_run() { # FOLDER
  say "Another ./devmesh test runs here (process $(lock_process "$1")); waiting for it ..."
  # In the background, so that a signal need not wait; the lock belongs to the open file, which both share.
  flock 9 &
  wait "$!"
  printf 'test %s\n' "$$" >"$1/lock"
}

# The last line is the count, taken from the result files and not from what was printed.
report_counts() { # RESULTS EXIT-CODE
  local code=$2 counters failed skipped
  counters=$(cat "$1"/*.trx 2>/dev/null | grep -o '<Counters [^>]*>') || die "dotnet test wrote no results (exit code $code)."
  failed=$(($(sum_of failed) + $(sum_of error) + $(sum_of timeout) + $(sum_of aborted)))
  skipped=$(($(sum_of total) - $(sum_of executed)))
  ((code == 0 || failed > 0)) || say "devmesh: no test failed, but dotnet test ended with exit code $code: see above."
  printf '%d passed, %d failed' "$(sum_of passed)" "$failed"
  ((skipped == 0)) || printf ', %d skipped' "$skipped"
  printf '\n'
  exit "$code"
}

sum_of() { # ATTRIBUTE: its sum over the counters of all result files
  grep -oE " $1=\"[0-9]+\"" <<<"$counters" | tr -dc '0-9\n' | awk '{ sum += $1 } END { print sum + 0 }'
}
