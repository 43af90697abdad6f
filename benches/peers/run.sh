#!/bin/sh
# The peer comparison in one command: installs the peers, makes the data, prints one table for each. Ten to twenty
# minutes, nearly all of them recordlinkage's, and 6 GB of memory. More rule sets: run.sh --rules mine.toml --rules standard
#
# run.sh --million compares with Splink alone, on a million people a side: time, memory, precision and recall. Its
# options follow: --people N for a smaller trial, --seed, --turns, --rules, --setting (run.sh --million --help).
#
# RAPPROCHE=program runs that program and builds nothing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || set -- --rules strict --rules three-of-four --rules standard
"$here/install.sh"
if [ -z "${RAPPROCHE:-}" ]; then
    cargo build --release --quiet --manifest-path "$here/../../Cargo.toml"
fi
rapproche="${RAPPROCHE:-${CARGO_TARGET_DIR:-$here/../../target}/release/rapproche}"
python="$here/venv/bin/python"
if [ "$1" = --million ]; then
    shift
    exec "$python" "$here/million.py" --rapproche "$rapproche" "$@"
fi
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT

compare() {
    title=$1; name=$2; shift 2
    printf '\n### %s\n\n' "$title"
    "$python" "$here/compare.py" --rapproche "$rapproche" --json "$here/results/$name.json" "$@"
}

mkdir -p "$here/results"
"$python" "$here/febrl.py" --out "$data/full"
for seed in 1 2 3 4 5; do
    "$python" "$here/febrl.py" --remove 0.2 --seed "$seed" --out "$data/seed$seed"
done
"$python" "$here/college.py" "$data/college"
"$rapproche" synth --schools 1 --seed 20260 --out "$data/school" >/dev/null 2>&1

# Febrl's people are not a school's: training begins with rules that compare incomplete people and know no families.
compare "Febrl 4" febrl4 "$data/full" "$@" --train-from "$here/febrl.toml"
compare "Febrl 4, a fifth removed from each side, mean of five seeds" febrl4-removed \
    "$data/seed1" "$data/seed2" "$data/seed3" "$data/seed4" "$data/seed5" "$@" --train-from "$here/febrl.toml"
compare "fixtures/college" college "$data/college" "$@"
compare "A made-up school" school "$data/school" "$@"
