# Logic longer than a line lives in scripts/ or xtask.

_list:
    @just --list --unsorted

# Install what is missing
setup:
    scripts/setup

# Build and run the demo with its simulator
run *options:
    scripts/run {{options}}

# Build the release at target/release/scoopjoy
build:
    scripts/build

# Format, lints, documentation
check:
    scripts/test format lint docs tree

# Tests on SQLite, and journeys in the browser
test:
    scripts/test --no-pg unit browser

# Tests on both engines
test-postgres:
    scripts/test unit

# Exactly what CI runs
ready:
    .ci/run
