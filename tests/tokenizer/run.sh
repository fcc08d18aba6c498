#!/bin/sh
# Compares our tokenizer with Hugging Face's `tokenizers` on many texts:
#   tests/tokenizer/run.sh KEEPSAKE_TOKENIZE_BINARY VOCABULARY
# KEEPSAKE_EVAL_DATA may name a folder whose *.jsonl files are compared too. Python's environment is kept in build/.
set -eu
exec </dev/null

if [ $# -ne 2 ] || [ ! -x "$1" ] || [ ! -f "$2" ]; then
  echo "usage: tests/tokenizer/run.sh KEEPSAKE_TOKENIZE_BINARY VOCABULARY (both must exist)" >&2
  exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
environment=$here/../../build/tokenizer-environment
python=$environment/bin/python

# The copy is written last: it is missing or differs after an install that was cut short or is out of date.
if ! cmp -s "$here/requirements.txt" "$environment/installed.txt" || ! "$python" -c 'import tokenizers' 2>/dev/null; then
  rm -rf "$environment"
  mkdir -p "$(dirname "$environment")"
  python3 -m venv "$environment"
  "$python" -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
    -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$environment/installed.txt"
fi

exec "$python" -B "$here/compare.py" "$1" "$2"
