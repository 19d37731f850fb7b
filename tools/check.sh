#!/usr/bin/env bash
# check.sh BIN: everything that can be wrong without running the product. Each line says what is looked at.
set -uo pipefail
bin=$1
cd "$(dirname "$0")/.."
failed=0
look() { # look SENTENCE COMMAND...
  printf '%s … ' "$1"
  if output=$("${@:2}" 2>&1); then echo "ok"; else echo "FAILED"; printf '%s\n' "$output"; failed=1; fi
}
export PYTHONPATH=src:.
look "Format" "$bin/ruff" format --check --quiet .
look "Lint" "$bin/ruff" check --quiet .
look "Types" "$bin/mypy"
look "Import contracts" "$bin/lint-imports"
look "Catalogues complete" "$bin/python" tools/catalogues.py check
look "Generated docs fresh" "$bin/python" tools/docs.py check
look "Migrations present" env CLEARHALL_DATA_DIR="$(mktemp -d)" "$bin/python" -m clearhall django makemigrations --check --dry-run
look "Lock files name no registry" bash -c "! grep -nE '^(-i|--index-url|--extra-index-url|--find-links)|https?://' requirements/*.txt"
exit $failed
