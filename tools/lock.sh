#!/usr/bin/env bash
# lock.sh BIN: compile pyproject.toml into requirements/*.txt: every package with its hashes, for every platform, no registry named.
set -euo pipefail
cd "$(dirname "$0")/.."
lock() { "$1/uv" pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
  --no-emit-index-url --no-emit-find-links "${@:2}"; }
lock "$1" --output-file requirements/run.txt
lock "$1" --extra dev --constraint requirements/run.txt --output-file requirements/dev.txt
echo "Wrote requirements/run.txt and requirements/dev.txt"
