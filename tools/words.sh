#!/usr/bin/env bash
# What must not stand in the tree: secrets, and addresses of package indexes.
set -uo pipefail
secrets='xox[abpsr]-[0-9]{8,}|xapp-[0-9]-[A-Z0-9]{8,}|AKIA[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{36}|-----BEGIN [A-Z ]*PRIVATE KEY'
indexes='--(extra-)?index-u[r]l|--find-link[s]|^--?i(ndex)? http'
found=0
git grep --untracked -nIE "$secrets" -- . ':!tools/words.sh' ':!tests/config/test_reading.py' && { echo "A secret stands in the tree: take it out, and revoke it." >&2; found=1; }
git grep --untracked -nIE -e "$indexes" -- . ':!tools/words.sh' && { echo "An index is named in the tree: requirements are pinned by hash alone." >&2; found=1; }
exit $found
