#!/usr/bin/env bash
# One hot tenant at three silos on a durable Redis. Needs redis-server and wrk.
#   bench/quota.sh leases [PICTURE]   draws who holds leases while a silo is killed with -9 after 20 s and started again after 30 s
#   bench/quota.sh doors              requests a second through each silo's door in turn, one of which owns the tenant's authority
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly task=${1:-leases} picture=${2:-docs/pictures/leases.svg}
readonly seconds=45
work=$(mktemp -d)
pids=()

main() {
  dotnet build Silo -c Release -nologo -v quiet -clp:NoSummary
  dotnet build Simulator -c Release -nologo -v quiet -clp:NoSummary
  dotnet build bench/QuotaBench -c Release -nologo -v quiet -clp:NoSummary
  trap clean EXIT
  run redis-server --port 7390 --bind 127.0.0.1 --dir "$work" --save '' --appendonly yes --appendfsync always
  SIMULATOR_URL=http://127.0.0.1:7391 run dotnet artifacts/bin/Simulator/release/Orchestrator.Simulator.dll
  for silo in 0 1 2; do start "$silo"; done
  for silo in 0 1 2; do ready "$silo"; done
  "$task"
}

leases() {
  for silo in 0 1 2; do load "$silo" 45 8 >/dev/null & done
  (sleep 20; kill -9 "$(cat "$work/silo-1")"; sleep 10; start 1; ready 1; load 1 15 8 >/dev/null) &
  mkdir -p "$(dirname "$picture")"
  dotnet artifacts/bin/QuotaBench/release/Orchestrator.QuotaBench.dll leases 127.0.0.1:7390 hot "$seconds" "$picture"
}

doors() {
  for silo in 0 1 2; do load "$silo" 3 32 >/dev/null; done
  for round in 1 2 3 4; do
    for silo in 0 1 2; do echo "round $round, silo $silo: $(load "$silo" 5 32)"; done
  done
}

run() {
  "$@" >"$work/$(basename "$1").log" 2>&1 &
  pids+=($!)
}

start() {
  (
    cd "$work"
    ASPNETCORE_ENVIRONMENT=Production ASPNETCORE_URLS=http://127.0.0.1:740$1 DEEPSEEK_API_KEY=key Upstreams__deepseek__BaseUrl=http://127.0.0.1:7391 \
      Orchestrator__Redis=127.0.0.1:7390 Orchestrator__SiloPort=741$1 Orchestrator__GatewayPort=742$1 \
      Plans__hot__Limits__0__Name=requests Plans__hot__Limits__0__Unit=Requests Plans__hot__Limits__0__Amount=$([[ $task == doors ]] && echo 60000000 || echo 120000) Plans__hot__Limits__0__Period=00:01:00 \
      Tenants__hot__Plan=hot Tenants__hot__Keys__hot=sha256:$(printf 'orc_hot_a-secret-that-is-long-enough-0123' | sha256sum | cut -d' ' -f1) \
      exec dotnet "$OLDPWD/artifacts/bin/Silo/release/Orchestrator.Silo.dll" >"$work/silo-$1.log" 2>&1
  ) &
  pids+=($!)
  echo $! >"$work/silo-$1"
}

ready() {
  for _ in $(seq 100); do
    if curl -fs -o /dev/null "http://127.0.0.1:740$1/health/ready"; then return; fi
    sleep 0.2
  done
  tail "$work/silo-$1.log" >&2
  return 1
}

# load <silo> <seconds> <connections>: prints the requests a second.
load() {
  cat >"$work/post.lua" <<'LUA'
wrk.method = "POST"
wrk.body = '{"model":"deepseek-flash","messages":[{"role":"user","content":"Hi"}],"max_tokens":4}'
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer orc_hot_a-secret-that-is-long-enough-0123"
LUA
  wrk -t1 -c"$3" -d"$2" -s "$work/post.lua" "http://127.0.0.1:740$1/v1/chat/completions" 2>/dev/null | grep -E 'Requests/sec|Non-2xx' | tr -s ' \n' ' ' || true
}

clean() {
  for pid in "${pids[@]}" $(cat "$work"/silo-[012]); do kill -9 "$pid" 2>/dev/null || true; done
  jobs -p | xargs -r kill -9 2>/dev/null || true
  rm -rf "$work"
}

main
