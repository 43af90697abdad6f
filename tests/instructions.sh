#!/bin/sh
# Counts the instructions of a first connection, and fails when one takes more than its limit in
# benches/instructions.rs. Needs valgrind; installs the runner of the very version that the bench is built with.
set -eu
cd "$(dirname "$0")/.."
version=$(sed -n '/^name = "gungraun"$/{n;s/^version = "\(.*\)"$/\1/p;}' Cargo.lock)
tools=${CARGO_TARGET_DIR:-target}/tools
if ! "$tools/bin/gungraun-runner" --version 2>/dev/null | grep -q "$version"; then
    cargo install --quiet --locked --root "$tools" --version "$version" gungraun-runner
fi
# An absolute path: the bench runs it from another directory.
GUNGRAUN_RUNNER=$(cd "$tools/bin" && pwd)/gungraun-runner \
    cargo bench --no-default-features --features client,encryption --bench instructions
