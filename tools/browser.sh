#!/usr/bin/env bash
# See that the browser tests have a browser; without one they are skipped, loudly, and fail where CI=true.
set -uo pipefail
for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
  [ -n "$name" ] && command -v "$name" >/dev/null && exit 0
done
command -v apt-get >/dev/null || exit 0
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
$as_root true 2>/dev/null || exit 0
echo "Installing Chromium for the browser tests"
export DEBIAN_FRONTEND=noninteractive
{ $as_root apt-get update -qq && $as_root apt-get install -qq -y --no-install-recommends chromium fonts-noto-cjk fonts-noto-color-emoji; } >/dev/null 2>&1 ||
  echo "Chromium could not be installed: the browser tests will be skipped"
