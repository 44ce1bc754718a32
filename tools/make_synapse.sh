#!/bin/sh
# Makes .venv.synapse: a homeserver with our module, for the tests and `zhamen demo --matrix`.
# It is a program of its own (AGPL) beside Zhamen, which never imports it.
set -eu
cd "$(dirname "$0")/.."
package=packages/synapse-zhamen
venv=.venv.synapse
stamp=$(cksum <$package/requirements.lock; cksum <$package/pyproject.toml; pwd)
[ "$(cat $venv/.zhamen-stamp 2>/dev/null || :)" != "$stamp" ] || exit 0
rm -rf $venv
if command -v uv >/dev/null 2>&1; then
    uv venv --quiet --python python3 $venv
    export VIRTUAL_ENV="$PWD/$venv"
    uv pip install --quiet --no-config --require-hashes --no-deps -r $package/requirements.lock
    uv pip install --quiet --no-config --no-deps -e $package
else
    python3 -m venv $venv
    pip="$venv/bin/python -m pip install -qq --disable-pip-version-check --retries 10 --no-deps"
    $pip --require-hashes -r $package/requirements.lock
    $pip -e $package
fi
# Written last: an interrupted installation has no stamp and is made again.
printf '%s\n' "$stamp" >$venv/.zhamen-stamp
