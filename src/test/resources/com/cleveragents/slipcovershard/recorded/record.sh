#!/bin/sh
# Records the files of this directory anew; see README.md.
# Usage: record.sh <python with SlipCover 1.0.8> <python with SlipCover 1.0.17> <python with SlipCover 1.1.0>
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# The merged XML names the directory, so it is a fixed one.
if [ -e /srv/shop ]; then
  echo "/srv/shop exists already" >&2
  exit 1
fi
cp -r "$here/project" /srv/shop
export PYTHONDONTWRITEBYTECODE=1
cd /srv/shop
for python in "$1" "$2" "$3"; do
  version=$("$python" -c 'import importlib.metadata as m; print(m.version("slipcover"))')
  mkdir -p "$here/$version"
  for way in small large none; do
    "$python" -m slipcover --json --out "$here/$version/lines-$way.json" run.py $way
    "$python" -m slipcover --branch --json --out "$here/$version/branches-$way.json" run.py $way
  done
done
merged="$here/merged"
mkdir -p "$merged"
set -- "$3" "$here/1.1.0/branches-small.json" "$here/1.1.0/branches-large.json"
python=$1
shift
"$python" -m slipcover --merge "$@" --out "$merged/coverage.json" > "$merged/coverage.txt"
"$python" -m slipcover --branch --silent --xml --merge "$@" --out "$merged/coverage.xml"
"$python" -m slipcover --branch --silent --lcov --merge "$@" --out "$merged/coverage.lcov"
rm -r /srv/shop
