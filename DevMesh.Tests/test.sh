#!/usr/bin/env bash
# ./devmesh test: every test, on a database of its own that is made anew for each run.

run_tests() {
  local folder=$STATE/test code=0
  clean_up_at_exit
  mkdir -p "$folder"
  lock_folder "$folder" test || {
    say "another ./devmesh test runs here (process $(cut -d ' ' -f 1 "$folder/lock")); waiting for it"
    flock 9
  }
  build tests Debug DevMesh.Functions.sln
  db_stop "$folder/db"
  rm -rf "$folder/db" "$folder/results"
  start_database "$folder/db" test
  DEVMESH_TEST_MARIADB=$(db_connection "$folder/db")
  export DEVMESH_TEST_MARIADB
  spawn dotnet test "$ROOT/DevMesh.Functions.sln" -c Debug --no-build --nologo --logger trx --results-directory "$folder/results" "$@"
  wait "$CHILD" || code=$?
  report_counts "$folder/results" "$code"
}

# The last line is the count, taken from the result files and not from what was printed.
report_counts() { # RESULTS CODE
  local code=$2 counters passed failed skipped
  counters=$(cat "$1"/*.trx 2>/dev/null | grep -o '<Counters [^>]*>' || true)
  passed=$(sum_of passed "$counters")
  failed=$(sum_of failed "$counters")
  skipped=$(($(sum_of total "$counters") - $(sum_of executed "$counters")))
  if [[ -z $counters ]]; then
    die "dotnet test wrote no results (exit code $code)."
  elif ((code != 0 && failed == 0)); then
    say "devmesh: dotnet test ended with exit code $code although no test failed: a test run was aborted, see above."
  fi
  printf '%d passed, %d failed' "$passed" "$failed"
  ((skipped == 0)) || printf ', %d skipped' "$skipped"
  printf '\n'
  exit "$code"
}

sum_of() { # ATTRIBUTE COUNTERS
  grep -oE " $1=\"[0-9]+\"" <<<"$2" | tr -dc '0-9\n' | awk '{ sum += $1 } END { print sum + 0 }' || true
}
