#!/bin/sh
# Puts the file that REGISTRY_SEED names into the package. The app loads it at its first start into an empty registry, and
# never again: a mark in the store tells that it was loaded. Without REGISTRY_SEED the package holds none.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
staged="$root/functions/DataSharing.Functions/registry.json"
rm -f -- "$staged"
seed=${REGISTRY_SEED:-}
[ -n "$seed" ] || exit 0
case $seed in
  /*) ;;
  *) seed="$root/$seed" ;;
esac
if [ ! -f "$seed" ]; then
  echo "REGISTRY_SEED names no file: $seed" >&2
  exit 1
fi
cp -- "$seed" "$staged"
