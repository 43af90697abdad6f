#!/bin/sh
# Makes the lists of tests/it/febrl.rs in target/febrl, or in $RAPPROCHE_FEBRL: Febrl 4 whole (`full`), and five times
# with a fifth of the people removed from each side (`seed1` to `seed5`). Says nothing when all is well; run again, it only
# looks whether anything has changed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
script=$here/../../benches/peers/febrl.py
data=${RAPPROCHE_FEBRL:-$here/../../target/febrl}
made=$data/made-by

if cat "$here/requirements.txt" "$script" | cmp -s - "$made"; then
    exit 0
fi
rm -rf "$data"
mkdir -p "$data"
python3 -m venv "$data/venv"
python=$data/venv/bin/python
"$python" -m pip install --quiet --disable-pip-version-check --no-deps --requirement "$here/requirements.txt"
"$python" "$script" --out "$data/full" 2>/dev/null
for seed in 1 2 3 4 5; do
    "$python" "$script" --remove 0.2 --seed "$seed" --out "$data/seed$seed" 2>/dev/null
done
# Last, so that an installation cut short is begun again.
cat "$here/requirements.txt" "$script" >"$made"
