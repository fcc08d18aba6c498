#!/bin/sh
# Runs real MCP clients from PyPI against the server:
#   KEEPSAKE_BINARY=/absolute/path/of/keepsake tests/clients/python/run.sh [FILE.py ...]
# Python 3.11 or later; its environment is kept in build/.
set -eu
exec </dev/null
here=$(cd "$(dirname "$0")" && pwd)
environment=$here/../../../build/python-clients
python=$environment/bin/python
# The second generation of the SDK has the first one's name, which others need.
second=$environment/mcp2

case "${KEEPSAKE_BINARY:-}" in
  /*) ;;
  *) echo "Set KEEPSAKE_BINARY to the absolute path of the keepsake program." >&2; exit 2 ;;
esac

wanted() { cat "$here/requirements.txt" "$here/requirements_mcp2.txt"; }
fetch() { "$python" -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes "$@"; }

# The copy is written last: it is missing or differs after an install that was cut short or is out of date.
if ! wanted | cmp -s - "$environment/installed.txt"; then
  rm -rf "$environment"
  mkdir -p "$(dirname "$environment")"
  python3 -m venv "$environment"
  fetch -r "$here/requirements.txt"
  fetch --target "$second" -r "$here/requirements_mcp2.txt"
  wanted > "$environment/installed.txt"
fi

TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
export PYTHONDONTWRITEBYTECODE=1
log=$TMPDIR/log
[ $# -gt 0 ] || set -- sdk1.py sdk2.py langchain_adapters.py autogen.py openai_agents.py

for file in "$@"; do
  case $file in
    sdk2.py | openai_agents.py) export PYTHONPATH="$second" ;;
    *) unset PYTHONPATH ;;
  esac
  { "$python" "$here/$file" 2>&1 || echo "FAILED $file ended early"; } | tee -a "$log"
done

passed=$(grep -c '^ok ' "$log") || true
failed=$(grep -c '^FAILED ' "$log") || true
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
