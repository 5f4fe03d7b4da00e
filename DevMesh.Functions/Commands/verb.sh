#!/usr/bin/env bash
# Verbs that the app's own command line answers. Nothing but the app's lines goes to stdout.

run_app_verb() { # NEEDS-DATABASE VERB ARGUMENTS...
  local needs_database=$1 code=0
  shift
  clean_up_at_exit
  build app Release DevMesh.Functions DevMesh.Domain
  if [[ $needs_database == no || -n ${MARIADB_CONNECTION:-} ]]; then exec dotnet "$APP_DLL" "$@"; fi
  if lock_folder "$STATE/up" "$1"; then
    # `up` is not running: its server is started for as long as the verb takes.
    start_database "$STATE/up/db" up
    export_connection
    spawn dotnet "$APP_DLL" "$@"
    wait "$CHILD" || code=$?
    exit "$code"
  fi
  [[ "$(lock_holder "$STATE/up")" == up ]] || die "./devmesh $(lock_holder "$STATE/up") uses the database; try again when it is done."
  export_connection
  exec dotnet "$APP_DLL" "$@"
}

export_connection() {
  MARIADB_CONNECTION=$(db_connection "$STATE/up/db") || die "./devmesh up is still starting; try again when it is ready."
  export MARIADB_CONNECTION
}
