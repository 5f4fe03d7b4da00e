#!/usr/bin/env bash
# ./devmesh test: every test, on a database of its own that is made anew for each run.
# ./devmesh test --against URL: the tests of the HTTP API, on the app that runs there; --small-limits: the bad inputs instead.

# shellcheck source=.ci/programs.sh
source "$ROOT/.ci/programs.sh"

run_tests() { # [--against URL] ARGUMENTS of dotnet test
  local folder=$STATE/test code=0
  if [[ ${1:-} == --against ]]; then
    shift
    run_tests_against "$@"
  fi
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
  dotnet_test "$folder/results" "$@" || code=$?
  report_counts "$folder/results" "$code"
}

# Needs no database here. The first test only looks whether the app is one for tests, and nothing is sent to one that is not.
run_tests_against() { # URL [--small-limits] ARGUMENTS of dotnet test
  local folder=$STATE/against apps=any code=0
  local first=FullyQualifiedName=DevMesh.Tests.Api.RunningAppTests.The_app_holds_no_node_but_those_of_tests
  [[ ${1:-} =~ ^https?://[^/?#[:space:]]+/?$ ]] ||
    die "--against: '${1:-}' is not accepted; accepted: http://HOST:PORT or https://HOST:PORT, without a path"
  export DEVMESH_TEST_AGAINST=$1
  shift
  if [[ ${1:-} == --small-limits ]]; then
    apps=small-limits
    shift
  fi
  clean_up_at_exit
  lock_folder "$folder" test || wait_for_other_run "$folder"
  build tests Debug DevMesh.Functions.sln
  rm -rf "$folder/results" "$folder/first"
  if ! dotnet_test "$folder/first" --filter "$first" >"$folder/first.log" 2>&1; then
    die "$(cause_of "$folder")" "Nothing was sent to it."
  fi
  # One after the other: they share its database, and the scores of a search depend on all that is stored.
  dotnet_test "$folder/results" --filter "App=$apps" "$@" -- xUnit.ParallelizeTestCollections=false || code=$?
  left_out "$folder/results"
  report_counts "$folder/results" "$code"
}

dotnet_test() { # RESULTS ARGUMENTS
  spawn dotnet test "$ROOT/DevMesh.Functions.sln" -c Debug --no-build --nologo --logger trx --results-directory "$@"
  wait "$CHILD"
}

# What the first test said, else what dotnet test printed.
cause_of() { # FOLDER
  grep -ohP '(?<=<Message>)(System\.InvalidOperationException : )?\K[^<]+' "$1"/first/*.trx 2>/dev/null || tail -n 15 "$1/first.log"
}

# Tests that a running app cannot serve, with the reason.
left_out() { # RESULTS
  cat "$1"/*.trx 2>/dev/null | awk '
    /outcome="NotExecuted"/ { name = $0; sub(/.* testName="DevMesh[.]Tests[.]/, "", name); sub(/".*/, "", name) }
    name && /<Message>/ { gsub(/^ *<Message>|<.*/, ""); print "left out: " name ": " $0; name = "" }' | LC_ALL=C sort >&2
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
