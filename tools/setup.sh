#!/usr/bin/env bash
# setup.sh PYTHON VENV run|dev: make the virtual environment and install the locked packages into it, with their hashes checked.
set -euo pipefail
python=$1 venv=$2 kind=$3
cd "$(dirname "$0")/.."

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "Clearhall needs Python 3.11 or newer; '$python' is $("$python" --version 2>&1 || echo absent)." >&2
  echo "Install one and say where it is: make run PYTHON=/path/to/python3.11" >&2
  exit 1
fi
if [ ! -x "$venv/bin/python" ]; then
  echo "Setting up: virtual environment in $venv"
  if ! "$python" -m venv "$venv" 2>/tmp/clearhall-venv.log; then
    cat /tmp/clearhall-venv.log >&2
    echo "Python could not make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv" >&2
    rm -rf "$venv"
    exit 1
  fi
fi
echo "Setting up: installing $(grep -c '==' "requirements/$kind.txt") locked packages (about a minute the first time)"
if ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "requirements/$kind.txt" \
    2> >(grep -v -E '^WARNING: (Location|The script)' >&2); then
  echo "The packages could not be installed. Is the package registry reachable? Run 'make setup' again to go on where it stopped." >&2
  exit 1
fi
"$venv/bin/python" tools/link.py
"$venv/bin/python" tools/catalogues.py compile
touch "$venv/.$kind-ready"
[ "$kind" = run ] || touch "$venv/.run-ready"
