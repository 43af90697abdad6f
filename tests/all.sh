#!/bin/sh
# Everything that must hold before a change is merged: format, lints, tests, docs, benches that compile.
# Needs a Debian-like system with Rust (rustup) alone; fetches what else the tests use.
set -eu
cd "$(dirname "$0")/.."

step() {
    printf '\n== %s\n' "$*"
    "$@"
}

# The components that CI images often leave out.
for tool in rustfmt:cargo-fmt clippy:cargo-clippy; do
    command -v "${tool#*:}" >/dev/null || rustup component add "${tool%%:*}"
done
missing=
# Some crates bring C (the allocator, the cryptography of TLS).
command -v cc >/dev/null || missing="gcc libc6-dev"
# Schemas are checked with xmllint.
command -v xmllint >/dev/null || missing="$missing libxml2-utils"
# Encrypted exchange files are made and opened by it, with Python.
command -v openssl >/dev/null || missing="$missing openssl"
# Instructions are counted under it.
command -v valgrind >/dev/null || missing="$missing valgrind"
# The service runs on it, as well as on SQLite.
[ -d /usr/lib/postgresql ] || missing="$missing postgresql"
# Pages are looked at by it.
command -v chromium >/dev/null && command -v chromedriver >/dev/null || missing="$missing chromium chromium-driver"
# The CAS server that the client is tested against is in Python, and so are the script that makes the Febrl lists and the
# program that makes up requests to the API.
python3 -c "import ensurepip, venv" 2>/dev/null || missing="$missing python3-venv"
if [ -n "$missing" ]; then
    # Only root may install packages; elsewhere ask for it.
    [ "$(id -u)" = 0 ] && elevate= || elevate=sudo
    $elevate apt-get update
    # shellcheck disable=SC2086 # a list of names
    $elevate apt-get install --yes --no-install-recommends $missing
fi

step cargo fmt --check
step cargo clippy --all-targets -- -D warnings
# The library must not need what the command line needs.
step cargo check --lib --no-default-features
# Links into private modules are part of the docs for contributors, so they are checked too.
step env RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --document-private-items
# That the other benches compile, clippy has seen; this one counts, and is held to limits. It needs neither the service nor the
# command line, which would be built once more for it.
step tests/instructions.sh
step tests/cas_server/install.sh
step tests/febrl/install.sh
step tests/openapi/install.sh
# Last, so that its summary closes the output.
step cargo test
