#!/bin/sh
# Installs Schemathesis into target/openapi-venv, or into $RAPPROCHE_OPENAPI_VENV. Says nothing when all
# is well; run again, it only looks whether anything has changed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
venv=${RAPPROCHE_OPENAPI_VENV:-$here/../../target/openapi-venv}
installed=$venv/requirements.txt

if cmp -s "$here/requirements.txt" "$installed"; then
    exit 0
fi
rm -rf "$venv"
mkdir -p "$(dirname "$venv")"
python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
# Last, so that an installation cut short is begun again.
cp "$here/requirements.txt" "$installed"
