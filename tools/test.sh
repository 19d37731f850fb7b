#!/usr/bin/env bash
# test.sh BIN: the whole suite, on SQLite unless CLEARHALL_DATABASE_URL says otherwise. Says in a line what it leaves out and why;
# with CI set nothing may be left out.
set -euo pipefail
bin=$1
cd "$(dirname "$0")/.."
CLEARHALL_DATA_DIR=$(mktemp -d -t clearhall-tests-XXXXXX)
export CLEARHALL_DATA_DIR PYTHONHASHSEED=${PYTHONHASHSEED:-0}  # both processes must collect the same order
trap 'rm -rf "$CLEARHALL_DATA_DIR"' EXIT

without=()
tools/chromium.sh || without=(-m "not browser")
[ -d "${CLEARHALL_SHARED:-../shared}" ] || echo "Leaving out the tests on public data sets: there is no folder ../shared beside the project."
case "${CLEARHALL_DATABASE_URL:-}" in postgresql*) echo "Testing on PostgreSQL" ;; *) echo "Testing on SQLite" ;; esac
exec_tests() { "$bin/python" -m pytest -q -n "${CLEARHALL_TEST_PROCESSES:-2}" --dist loadgroup "${without[@]}" "$@"; }
exec_tests "${@:2}"
