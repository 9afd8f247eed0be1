#!/usr/bin/env bash
# Builds the solution and runs every test project, one after the other: tests/run.sh [project ...], such as tests/run.sh House.Tests.
# Ends with a line 'N passed, N failed', and with an error when a test failed, when a project crashed, or when no test ran.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly reports=artifacts/test-results
readonly seconds_per_project=600
passed=0 failed=0 skipped=0

main() {
  need redis-server redis-server
  need chromium chromium
  rm -rf "$reports"
  mkdir -p "$reports"
  if build "$@"; then
    if (($# == 0)); then set -- tests/*.Tests; fi
    local project
    for project in "$@"; do run "$(basename "$project")"; done
  else
    fail 'The build failed.'
  fi
  sum_up
}

# need <command> <package>: installs what is missing. Where it cannot, the tests that need it say so.
need() {
  if command -v "$1" >/dev/null; then return; fi
  local as_root=()
  if ((EUID != 0)); then as_root=(sudo -n); fi
  echo "Installing $2 ..."
  { "${as_root[@]}" apt-get update -qq && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2"; } >/dev/null ||
    echo "Could not install $2: tests that need $1 will fail." >&2
}

# With no project named the whole solution is built, so that what no test refers to is held to compile too.
build() {
  if (($# == 0)); then set -- Orchestrator.sln; else set -- "${@/#/tests/}"; fi
  local target
  for target in "$@"; do dotnet build "$target" -c Release -nologo -v quiet -clp:NoSummary || return; done
}

run() {
  local project=$1 report=$reports/$1.xml code=0
  echo "== $project"
  # Each run is a process group of its own: at the time limit everything that a test started ends with it.
  timeout --kill-after=30 "$seconds_per_project" dotnet "artifacts/bin/$project/release/Orchestrator.$project.dll" \
    --report-xunit-xml --report-xunit-xml-filename "$project.xml" --results-directory "$reports" \
    --progress off --ansi off </dev/null || code=$?

  if [[ ! -s $report ]]; then
    fail "$project left no report: it ended with code $code$(((code == 124 || code == 137)) && echo ", at its limit of $seconds_per_project s")."
    return
  fi
  local failures errors total
  total=$(count "$report" total)
  failures=$(count "$report" failed)
  errors=$(count "$report" errors)
  passed=$((passed + $(count "$report" passed)))
  skipped=$((skipped + $(count "$report" skipped)))
  failed=$((failed + failures + errors))
  if ((total == 0)); then fail "$project has no tests."
  elif ((code != 0 && failures + errors == 0)); then fail "$project ended with code $code though no test failed."; fi
  failed_tests "$report" >>"$reports/failures"
}

# count <report> <attribute>: the sum over the report's assemblies.
count() {
  { grep -o '<assembly [^>]*' "$1" || true; } | { grep -o " $2=\"[0-9]*\"" || true; } | tr -dc '0-9\n' | awk '{ sum += $1 } END { print sum + 0 }'
}

failed_tests() {
  { grep -o '<test [^>]*result="Fail"' "$1" || true; } | sed -E 's/.* name="([^"]*)".*/\1/; s/&quot;/"/g; s/&apos;/'\''/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
  { grep -o '<error [^>]*' "$1" || true; } | sed -E 's/.*type="([^"]*)".*/outside of a test: \1/'
}

fail() {
  failed=$((failed + 1))
  echo "$1" >>"$reports/failures"
}

sum_up() {
  if [[ -s $reports/failures ]]; then
    echo 'Failed:'
    sed 's/^/  /' "$reports/failures"
  fi
  local line="$passed passed, $failed failed"
  if ((skipped > 0)); then line+=", $skipped skipped"; fi
  echo "$line"
  ((failed == 0 && passed > 0))
}

main "$@"
