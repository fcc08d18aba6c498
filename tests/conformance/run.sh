#!/bin/sh
# Runs the protocol's own conformance suites from npm over HTTP, against the library and against the product:
#   KEEPSAKE_CONFORMANCE_SERVER=/absolute/path KEEPSAKE_BINARY=/absolute/path tests/conformance/run.sh
# Any npm from 9 on will do; the suites run on the Node 22 that npm installs here.
set -eu
exec </dev/null
cd "$(dirname "$0")"

for program in "${KEEPSAKE_CONFORMANCE_SERVER:-}" "${KEEPSAKE_BINARY:-}"; do
  case $program in
    /*) ;;
    *) echo "Set KEEPSAKE_CONFORMANCE_SERVER and KEEPSAKE_BINARY to absolute paths." >&2; exit 2 ;;
  esac
  if [ ! -f "$program" ] || [ ! -x "$program" ]; then
    echo "This is not a program: $program" >&2
    exit 2
  fi
done

# npm writes this file last: it is missing after an install that was cut short.
installed=node_modules/.package-lock.json
if [ ! -f "$installed" ] || [ package-lock.json -nt "$installed" ]; then
  npm ci --loglevel=error
fi

# Not node_modules/.bin/node: npm 9 leaves that link out when two packages offer it, one for each processor.
node=$(ls -d node_modules/node-linux-*/bin/node 2>/dev/null | head -n 1)
if [ -z "$node" ]; then
  echo "npm installed no Node for this machine ($(uname -sm)); there is one for Linux on x64 and arm64." >&2
  exit 2
fi
exec "./$node" run.mjs
