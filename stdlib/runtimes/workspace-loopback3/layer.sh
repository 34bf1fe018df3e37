#!/bin/sh
# Builds the AWS Lambda layer of this runtime and uploads it:
#   sh layer.sh s3://BUCKET/layers/workspace-loopback3-DIGEST.zip
# or, with another address, writes the zip file there:
#   sh layer.sh layer.zip
# Needs node 22 or later with npm, zip, and for a bucket the AWS command line, signed in. `espc images` tells the name.
set -eu
to=${1:?'name s3://BUCKET/layers/NAME.zip, or a file'}
case $to in s3://* | /*) ;; *) to=$(pwd)/$to ;; esac
from=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root="$work/workspace-loopback3"
mkdir "$root"
for name in package.json package-lock.json config.json middleware.json boot middleware; do cp -R "$from/$name" "$root/"; done
cp "$from"/*.js "$root/"
(cd "$root" && npm ci --omit=dev --ignore-scripts --no-audit --no-fund --silent)

# Lambda takes 250 MB unpacked, layers and function together. What no program reads is left out: types, maps, tests, code for
# browsers, and the native half of the Oracle driver, which runs in its thin mode.
cd "$root/node_modules"
rm -rf aws-sdk/dist aws-sdk/dist-tools loopback-component-storage/test oracledb/build .bin
find . -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' \) -exec rm -f {} +

# The same files give the same bytes: one time, one order, modes by kind.
cd "$work"
find . -type d -exec chmod 755 {} +
find . -type f -exec chmod 644 {} +
TZ=UTC find . -exec touch -h -t 198001010000 {} +
find workspace-loopback3 -type f | LC_ALL=C sort | TZ=UTC zip -q -X -9 "$work/layer.zip" -@
case $to in
  s3://*) aws s3 cp "$work/layer.zip" "$to" ;;
  *) cp "$work/layer.zip" "$to" ;;
esac
