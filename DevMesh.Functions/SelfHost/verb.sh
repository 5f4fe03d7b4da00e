#!/usr/bin/env bash
# Verbs that the app's own command line answers. Nothing but its lines goes to stdout.

run_app_verb() { # VERB ARGUMENTS...
  local verb=$1 code=0
  clean_up_at_exit
  build app Release DevMesh.Functions
  [[ "$(app_verb "$verb")" == no || -n ${MARIADB_CONNECTION:-} ]] || connect_to_database_of_up "$verb"
  dotnet "$ROOT/DevMesh.Functions/bin/Release/net10.0/DevMesh.Functions.dll" "$@" || code=$?
  exit "$code"
}

# Uses the server of `up` where it runs, and otherwise starts it for as long as the verb takes.
connect_to_database_of_up() { # VERB
  if lock_folder "$STATE/up" "$1"; then
    start_database "$STATE/up/db" up
  fi
  MARIADB_CONNECTION=$(db_connection "$STATE/up/db")
  export MARIADB_CONNECTION
}
