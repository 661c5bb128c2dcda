#!/usr/bin/env bash
# Tests scripts/jdk25.sh with made-up JDKs in a temporary folder. Prints what failed, and exits with 1 if anything did.
set -uo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$(mktemp -d "${TMPDIR:-/tmp}/octavo jdk test.XXXXXX")
trap 'rm -rf "$folder"' EXIT
failures=0

check() { # NAME EXPECTED ACTUAL
    # shellcheck disable=SC2053 # The expectation is a pattern.
    if [[ $3 != $2 ]]; then
        printf 'FAILED %s\n  expected: %s\n  actual:   %s\n' "$1" "$2" "$3"
        failures=$((failures + 1))
    fi
}

jdk() { # NAME VERSION: a folder that looks like a JDK
    mkdir -p "$folder/$1/bin"
    printf '#!/bin/sh\n' >"$folder/$1/bin/javac"
    chmod +x "$folder/$1/bin/javac"
    printf 'IMPLEMENTOR="Test"\nJAVA_VERSION="%s"\n' "$2" >"$folder/$1/release"
}

tool() { # NAME SCRIPT: a program in place of a real one
    mkdir -p "$folder/tools"
    printf '#!/bin/sh\n%s\n' "$2" >"$folder/tools/$1"
    chmod +x "$folder/tools/$1"
}

# Runs octavo_require_jdk25 with only the given candidates, in a root of its own; prints JAVA_HOME, or what it said and its status.
require() { # CANDIDATE...
    (
        # shellcheck source=scripts/jdk25.sh
        . "$scripts/jdk25.sh"
        octavo_root=$folder/root
        PATH=$folder/tools:$PATH
        candidates=("$@")
        octavo_jdk_candidates() { printf '%s\n' "${candidates[@]}" "$octavo_root"/.jdk/*; }
        octavo_require_jdk25 && echo "$JAVA_HOME"
    ) 2>&1 || echo "status $?"
}

jdk "eight" 1.8.0_412
jdk "twenty four" 24.0.2
jdk "twenty five" 25.0.1
jdk "bare" 25
jdk "early" 25-ea
jdk "two hundred" 250.0.1
mkdir -p "$folder/runtime only/bin"
cp "$folder/twenty five/release" "$folder/runtime only/release"
tool curl 'echo "curl: (6) no network" >&2; exit 6'

check "the first JDK 25 is taken" "$folder/twenty five" "$(require "$folder/eight" "$folder/twenty four" "$folder/twenty five" "$folder/bare")"
check "a bare 25 is one" "$folder/bare" "$(require "" "$folder/missing" "$folder/bare")"
check "a runtime without a compiler is none" "$folder/bare" "$(require "$folder/runtime only" "$folder/bare")"
check "250 is not 25" "*no JDK 25 was found*status 1" "$(require "$folder/two hundred")"
check "an early build is none" "*no JDK 25 was found*status 1" "$(require "$folder/early")"
check "a failed download says what to do" "*could not be fetched*JAVA_HOME*apt-get*status 1" "$(require "$folder/eight")"

# shellcheck disable=SC2016 # The stub's own variables.
tool curl 'while [ $# -gt 1 ]; do [ "$1" = --output ] && echo "no archive" >"$2"; shift; done'
check "a download with another digest is refused" "*SHA-256 is*expected*status 1" "$(require "$folder/eight")"
check "and is not kept" "" "$(ls "$folder/root/.jdk")"

tool uname 'echo Plan9'
check "an unknown system is told so" "*no known digest for Plan9 on Plan9*status 1" "$(require "$folder/eight")"

JAVA_HOME="$folder/twenty five"
# shellcheck source=scripts/jdk25.sh
check "JAVA_HOME comes first" "$folder/twenty five" "$(. "$scripts/jdk25.sh" && octavo_find_jdk25 && echo "$JAVA_HOME")"

[ "$failures" = 0 ] && echo "scripts/jdk25.sh: all checks passed"
exit $((failures > 0))
