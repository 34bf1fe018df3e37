#!/usr/bin/env bash
# Runs every fuzz target of the root module for FUZZTIME, one after the other: Go fuzzes one target at a time. Then it prints a
# table of them. FUZZ chooses targets by an expression over FOLDER/TARGET; FUZZFLAGS are further flags of go test (-parallel=1).
#
# A target that fails ends none of the others. What made it fail lies in its folder's testdata/fuzz: once it is repaired, it is
# committed, and go test runs it ever after.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
go=${GO:-go}
time=${FUZZTIME:-30s}

targets=$(grep -rHoE --include='*_test.go' --exclude-dir=bin --exclude-dir=e2e '^func Fuzz[A-Za-z0-9_]*' . |
  sed -E 's|^\./||; s|/[^/]*:func |/|' | sort | grep -E "${FUZZ:-.}")
if [ -z "$targets" ]; then
  echo "no fuzz targets found" >&2
  exit 1
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
table='target|executions|new interesting|seconds|'
failed=0
while read -r path; do
  folder=${path%/*} target=${path##*/}
  printf '== %s %s\n' "$folder" "$target"
  start=$SECONDS
  # Minimizing what is interesting takes a minute each time otherwise, in which nothing else is tried.
  # shellcheck disable=SC2086 # the flags are several words
  "$go" test "./$folder" -run '^$' -fuzz "^${target}\$" -fuzztime "$time" -fuzzminimizetime 50x ${FUZZFLAGS:-} </dev/null 2>&1 | tee "$log"
  verdict=
  if [ "${PIPESTATUS[0]}" != 0 ]; then
    verdict=FAIL failed=1
  fi
  last=$(grep -E '^fuzz: elapsed: .* execs: ' "$log" | tail -1)
  executions=$(sed -nE 's/.* execs: ([0-9]+) .*/\1/p' <<<"$last")
  interesting=$(sed -nE 's/.* new interesting: ([0-9]+) .*/\1/p' <<<"$last")
  table+=$'\n'"$path|${executions:-0}|${interesting:-0}|$((SECONDS - start))|$verdict"
done <<<"$targets"

printf '\n'
column -t -s '|' <<<"$table" 2>/dev/null || tr '|' '\t' <<<"$table"
exit "$failed"
