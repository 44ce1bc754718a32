#!/bin/sh
# The tests of the compiled parts under the address and undefined-behaviour sanitizers of gcc, built
# in a copy of the sources. Leaks are not looked for: Python itself keeps too much until it ends.
#   sh tools/sanitize.sh [tests …]
set -eu
cd "$(dirname "$0")/.."
root=$PWD
python=$root/.venv/bin/python
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

cp -r src setup.py pyproject.toml README.md LICENSE NOTICE "$copy"
find "$copy/src" -name '*.so' -delete
sanitizers='-fsanitize=address,undefined -fno-sanitize-recover=all'
(cd "$copy" && CFLAGS="$sanitizers -fno-omit-frame-pointer -g" LDFLAGS="$sanitizers" \
    "$python" setup.py --quiet build_ext --inplace)

[ $# -gt 0 ] || set -- tests/register tests/reading/test_normal.py
# Python is not built with them, so that the first library loaded must be theirs; and of Python's
# own allocator they know nothing.
libraries="$(gcc -print-file-name=libasan.so) $(gcc -print-file-name=libstdc++.so)"
export LD_PRELOAD="$libraries" ASAN_OPTIONS=detect_leaks=0 PYTHONMALLOC=malloc PYTHONPATH="$copy/src"
"$python" -c 'import sys; from zhamen.register import _compiled; from zhamen.reading import _fold
sys.exit(not all(each.__file__.startswith(sys.argv[1]) for each in (_compiled, _fold)))' "$copy"
"$python" -m pytest -p no:cacheprovider "$@"
