#!/usr/bin/env bash
# Runs every test of the repository. Needs the .NET SDK, Node (20 or newer) and, where Chromium, strace, curl or jq is missing, apt.
# With --quick what takes seconds each: the rules and most of the app, without processes, browsers and long runs.
# Last line: "N passed, N failed" (", N skipped" may follow). Exit code 0 only if nothing failed and every suite ran a test.
set -uo pipefail
quick=
case "${1:-}" in
  --quick) quick=yes ;;
  '') ;;
  *) echo "usage: tests/run.sh [--quick]" >&2; exit 2 ;;
esac
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 MSBUILDDISABLENODEREUSE=1 NO_COLOR=1

results=$(mktemp -d "${TMPDIR:-/tmp}/datasharing-tests.XXXXXX")
trap 'rm -rf "$results"' EXIT
# A program that a test starts without naming its journal's directory must not write into the user's.
export XDG_STATE_HOME="$results/state"
passed=0 failed=0 skipped=0
summary=()

# note SUITE PASSED FAILED SKIPPED EXITCODE SECONDS: adds a suite's counts; a suite that ended badly or ran nothing is a failure.
note() {
  local remark="" suite=$1 ok=$2 bad=$3 left=$4 code=$5 seconds=$6
  if [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1 remark=" (ended with exit code $code)"; fi
  if [ $((ok + bad)) -eq 0 ]; then bad=1 remark=" (ran no test)"; fi
  passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + left))
  summary+=("$(printf '%-24s %5d passed %4d failed %4d skipped %5d s%s' "$suite" "$ok" "$bad" "$left" "$seconds" "$remark")")
}

finish() {
  printf '\n'
  [ ${#summary[@]} -eq 0 ] || printf '%s\n' "${summary[@]}"
  local line="$passed passed, $failed failed"
  [ "$skipped" -eq 0 ] || line+=", $skipped skipped"
  printf '%s\n' "$line"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
  exit
}

# stop REASON: what the tests need is not there, so nothing can run; that counts as one failure.
stop() { echo "tests/run.sh: $1" >&2; failed=$((failed + 1)); finish; }

# need COMMAND PACKAGE: installs the Debian package where the command is missing.
refreshed=
need() {
  command -v "$1" >/dev/null && return
  command -v apt-get >/dev/null || stop "$1 is missing and there is no apt to install it with: install the package $2 by hand"
  local as=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || stop "$1 is missing: install the package $2, or run as root or with sudo at hand"
    as=(sudo)
  fi
  echo "installing $2"
  if [ -z "$refreshed" ]; then
    "${as[@]}" apt-get update -qq >"$results/apt.log" 2>&1 || { cat "$results/apt.log" >&2; stop "apt-get update failed"; }
    refreshed=yes
  fi
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >"$results/apt.log" 2>&1 \
    || { tail -20 "$results/apt.log" >&2; stop "apt-get could not install $2"; }
}

# suite NAME [MORE…]: builds nothing, runs one .NET suite and notes its counts.
suite() {
  local began=$SECONDS code counts
  printf '\n== %s\n' "$1"
  dotnet test "tests/$1" -c Debug --no-build --results-directory "$results/$1" --logger "trx;LogFileName=result.trx" \
    --logger "console;verbosity=minimal" --blame-hang-timeout 6m --blame-hang-dump-type none "${@:2}"
  code=$?
  counts=$(node tests/node/trx-counts.mjs "$results/$1/result.trx")
  # shellcheck disable=SC2086 # three numbers
  note "$1" ${counts:-0 0 0} "$code" $((SECONDS - began))
}

command -v dotnet >/dev/null || stop "the .NET SDK is missing (see global.json for its version)"
command -v npm >/dev/null || stop "Node and npm are missing"
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || stop "Node 20 or newer is needed, this is $(node --version)"

# npm parts: installed from the lock file when it differs from what is installed.
lock=$(cat tests/node/package.json tests/node/package-lock.json | cksum)
if [ "$(cat tests/node/node_modules/.lock-installed 2>/dev/null)" != "$lock" ]; then
  echo "installing the npm parts"
  (cd tests/node && npm ci --no-audit --no-fund) >"$results/npm.log" 2>&1 || { cat "$results/npm.log" >&2; stop "npm ci failed"; }
  echo "$lock" >tests/node/node_modules/.lock-installed
fi

if [ -n "$quick" ]; then
  echo "building"
  dotnet build tests/Functions.Tests -c Debug -v q -clp:ErrorsOnly || stop "the app does not build"
  dotnet build tests/Domain.Tests -c Debug -v q -clp:ErrorsOnly || stop "the rules do not build"
  suite Domain.Tests --filter "Speed!=Slow"
  suite Functions.Tests --filter "Speed!=Slow"
  printf '\nleft out: EndToEnd.Tests, Worker.Tests, node, dotnet format, and the slow classes of both suites (Trait Speed=Slow)\n'
  finish
fi

need strace strace
need curl curl
need jq jq
[ -n "${CHROMIUM_PATH:-}" ] || need chromium chromium

echo "building"
dotnet build DataSharing.sln -c Debug -v q -clp:ErrorsOnly || stop "the solution does not build"

began=$SECONDS
dotnet format DataSharing.sln --verify-no-changes --no-restore --severity warn >"$results/format.log" 2>&1
code=$?
[ $code -eq 0 ] || { sed 's/\[\/.*//' "$results/format.log" | head -40; echo "run: dotnet format DataSharing.sln --severity warn"; }
note format $((code == 0)) $((code != 0)) 0 $code $((SECONDS - began))

# Suites one after the other: each already uses all cores, and end-to-end tests start servers.
for project in tests/*.Tests/*.csproj; do
  suite "$(basename "$project" .csproj)"
done

began=$SECONDS
printf '\n== node\n'
mapfile -t files < <(find tests/node -name node_modules -prune -o -name '*.test.mjs' -print | sort)
(cd tests/node && node --test --test-reporter=spec --test-reporter-destination=stdout \
  --test-reporter=tap --test-reporter-destination="$results/node.tap" "${files[@]#tests/node/}")
code=$?
tap() { sed -n "s/^# $1 \([0-9][0-9]*\)$/\1/p" "$results/node.tap" 2>/dev/null | tail -1; }
ok=$(tap pass) bad=$(tap fail) gone=$(tap cancelled) left=$(tap skipped) todo=$(tap todo)
note node "${ok:-0}" "$((${bad:-0} + ${gone:-0}))" "$((${left:-0} + ${todo:-0}))" "$code" $((SECONDS - began))

finish
