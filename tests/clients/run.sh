#!/bin/sh
# Runs real MCP clients from npm against the server:
#   KEEPSAKE_BINARY=/absolute/path/of/keepsake tests/clients/run.sh [FILE.test.mjs ...]
# Any npm from 9 on will do; the clients run on the Node 22 that npm installs here.
set -eu
exec </dev/null
cd "$(dirname "$0")"

case "${KEEPSAKE_BINARY:-}" in
  /*) ;;
  *) echo "Set KEEPSAKE_BINARY to the absolute path of the keepsake program." >&2; exit 2 ;;
esac
if [ ! -f "$KEEPSAKE_BINARY" ] || [ ! -x "$KEEPSAKE_BINARY" ]; then
  echo "KEEPSAKE_BINARY is not a program: $KEEPSAKE_BINARY" >&2
  exit 2
fi

# npm writes this file last: it is missing after an install that was cut short.
installed=node_modules/.package-lock.json
if [ ! -f "$installed" ] || [ package-lock.json -nt "$installed" ]; then
  npm ci --loglevel=error
fi

TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
summary=$TMPDIR/summary
[ $# -gt 0 ] || set -- *.test.mjs

# Not node_modules/.bin/node: npm 9 leaves that link out when two packages offer it, one for each processor.
node=$(ls -d node_modules/node-linux-*/bin/node 2>/dev/null | head -n 1)
if [ -z "$node" ]; then
  echo "npm installed no Node for this machine ($(uname -sm)); there is one for Linux on x64 and arm64." >&2
  exit 2
fi

status=0
"./$node" --test --test-concurrency=2 --test-timeout=600000 \
  --test-reporter=spec --test-reporter-destination=stdout \
  --test-reporter=tap --test-reporter-destination="$summary" "$@" || status=$?

count() { awk -v word="$1" '$1 == "#" && $2 == word && NF == 3 { n = $3 } END { print n + 0 }' "$summary"; }
passed=$(count pass)
failed=$(($(count fail) + $(count cancelled)))
if [ "$status" -eq 0 ] && { [ "$passed" -eq 0 ] || [ "$failed" -gt 0 ]; }; then status=1; fi
echo "$passed passed, $failed failed"
exit "$status"
