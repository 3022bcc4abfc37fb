#!/usr/bin/env bash
# Pin every requirement with its hashes; the lists hold no address of an index.
set -euo pipefail
compile() {
  uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-header --no-annotate --generate-hashes "$@"
}
compile --extra demo --group dev pyproject.toml --output-file requirements/dev.txt
compile --constraints requirements/dev.txt --extra demo --group build pyproject.toml --output-file requirements/demo.txt
compile --constraints requirements/dev.txt pyproject.toml --output-file requirements/run.txt
