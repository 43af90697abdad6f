#!/bin/sh
# Makes the venv of the peers, with everything pinned. Needs python3 (3.11 or newer) and Debian's python3-venv.
set -eu
cd "$(dirname "$0")"
[ -x venv/bin/pip ] || python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt
