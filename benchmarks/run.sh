#!/bin/sh
# Makes .venv.bench with the peers, then runs every benchmark.
set -eu
cd "$(dirname "$0")/.."
./zhamen --version
if [ ! -x .venv.bench/bin/python ]; then
    .venv/bin/python -m venv .venv.bench
    .venv.bench/bin/python -m pip install --quiet -e '.[bench]'
fi
for file in benchmarks/*.py; do
    case $file in */_*) continue ;; esac
    echo "== $file"
    .venv.bench/bin/python "$file" "$@"
done
