#!/usr/bin/env bash
# Make a virtual environment (VENV) with what a requirements file pins, and Subaku in it: setup.sh VENV REQUIREMENTS
set -euo pipefail
venv=$1 requirements=$2

find_python() {
  for name in "${PYTHON:-}" python3.14 python3.13 python3.12 python3.11 python3; do
    [ -n "$name" ] || continue
    "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null && { echo "$name"; return; }
  done
  echo "Subaku needs Python 3.11 to 3.14, and none is on the path. Install one, or name it: make PYTHON=/path/to/python" >&2
  return 1
}

if [ ! -x "$venv/bin/python" ]; then
  python=$(find_python)
  echo "Setting up $venv with $("$python" --version)"
  if ! "$python" -m venv "$venv" 2>/dev/null; then
    rm -rf "$venv"
    if ! "$python" -m virtualenv --quiet "$venv" 2>/dev/null; then
      echo "$python can't make virtual environments. On Debian and Ubuntu: apt-get install python3-venv" >&2
      exit 1
    fi
  fi
fi
export PIP_DISABLE_PIP_VERSION_CHECK=1
"$venv/bin/python" -m pip install -qq --require-hashes -r "$requirements"
"$venv/bin/python" -m pip install -qq --no-deps --no-build-isolation --editable .
