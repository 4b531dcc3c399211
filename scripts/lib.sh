# Sourced by the other scripts: strict mode, the checkout's root, messages, and where cargo builds.
# shellcheck shell=bash

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD

# Runs in CI are fresh clones: what they compile is kept outside of them.
if [ -z "${CARGO_TARGET_DIR:-}" ]; then
    if [ "${CI:-}" = true ]; then
        CARGO_TARGET_DIR=$HOME/.cache/scoopjoy/target
    else
        CARGO_TARGET_DIR=$root/target
    fi
fi
export CARGO_TARGET_DIR

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# Installs what is missing for `run` or `test`, and takes the toolchain that was chosen.
set_up() {
    "$root/scripts/setup" --for "$1"
    # shellcheck source=/dev/null
    . "$root/.cache/env"
}

# Starts a Postgres for the tests, unless SCOOPJOY_TEST_POSTGRES_URL names one. Needs Node.
cluster=''
start_postgres() {
    local port answer
    [ -z "${SCOOPJOY_TEST_POSTGRES_URL:-}" ] || return 0
    port=$(node -e 'const s=require("net").createServer();s.listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
    answer=$(scripts/postgres-throwaway "$port")
    SCOOPJOY_TEST_POSTGRES_URL=$(sed -n 1p <<<"$answer")
    cluster=$(sed -n 2p <<<"$answer")
    export SCOOPJOY_TEST_POSTGRES_URL
}

stop_postgres() { [ -z "$cluster" ] || kill "$cluster" 2>/dev/null || true; }
