#!/usr/bin/env bash
# Runs every fuzz target of the root module for FUZZTIME, one after the other: Go fuzzes one target at a time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
go=${GO:-go}

found=0
while IFS=: read -r file target; do
  found=1
  folder=$(dirname "$file")
  printf '== %s %s\n' "$folder" "$target"
  "$go" test "$folder" -run '^$' -fuzz "^${target}\$" -fuzztime "${FUZZTIME:-30s}" </dev/null
done < <(grep -rHoE --include='*_test.go' --exclude-dir=bin --exclude-dir=e2e '^func Fuzz[A-Za-z0-9_]*' . |
  sed 's/:func /:/' | sort)

if [ "$found" = 0 ]; then
  echo "no fuzz targets found" >&2
  exit 1
fi
