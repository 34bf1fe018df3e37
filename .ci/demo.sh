#!/usr/bin/env bash
# Shows what espc does, on a copy of examples/canvas: compile, plan, write, edit one line, plan again.
# ESPC is the binary; `make demo` builds it first. Nothing outside the copy is touched and no cluster is needed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
espc=$(realpath "${ESPC:-bin/espc}")

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -R examples/canvas "$copy/canvas"
rm -rf "$copy/canvas/deploy"
cd "$copy"

bold= dim= plain=
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'
fi

say() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
typed() { printf '%s$ %s%s\n' "$dim" "$*" "$plain"; }
run() {
  typed "espc $*"
  "$espc" "$@"
}

say "1. examples/canvas/canvas.hcl, a guide to coffee shops: 2 models, 2 functions, 1 gateway."
typed "grep -E '^[a-z_]+ \"' canvas/canvas.hcl"
grep -E '^[a-z_]+ "' canvas/canvas.hcl | sed 's/ {$//'

say "2. It compiles to Kubernetes objects. How many of each kind:"
typed "espc compile canvas --stdout | grep ^kind: | sort | uniq -c"
"$espc" compile canvas --stdout >objects.yaml
grep '^kind:' objects.yaml | sort | uniq -c

say "3. Nothing is written yet, so the plan creates everything."
run plan canvas --concise

say "4. Apply writes them, here to files. A second plan finds nothing to do."
run apply canvas --auto-approve --concise
typed "ls canvas/deploy/default/kubernetes"
ls canvas/deploy/default/kubernetes
run plan canvas

say "5. Edit one line."
cp canvas/canvas.hcl before.hcl
sed 's/^\( *max = \)5$/\18/' before.hcl >canvas/canvas.hcl
if diff -U 2 before.hcl canvas/canvas.hcl >edit.diff; then
  echo "the line to edit is not in canvas.hcl" >&2
  exit 1
fi
tail -n +3 edit.diff

say "6. The plan is what that line does, and where it says so."
run plan canvas
printf '\n%sTry your own: %s init hello && cd hello && %s plan%s\n' "$dim" "$espc" "$espc" "$plain"
