#!/usr/bin/env bash
# What conversations cost, at one silo on a durable Redis. Needs redis-server.
#   bench/conversations.sh turns [PICTURE]   bytes that a turn writes from the first to the 500th, and reading them cold
#   bench/conversations.sh idle [COUNT]      memory of idle conversations, and a cold turn beside a warm one
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly task=${1:-turns}
readonly last=${2:-$([[ $task == turns ]] && echo docs/pictures/turns.svg || echo 100000)}
work=$(mktemp -d)
pids=()

main() {
  for project in Silo Simulator bench/ConversationBench; do dotnet build $project -c Release -nologo -v quiet -clp:NoSummary; done
  trap clean EXIT
  run redis-server --port 7490 --bind 127.0.0.1 --dir "$work" --save '' --appendonly yes --appendfsync always --auto-aof-rewrite-percentage 0
  SIMULATOR_URL=http://127.0.0.1:7491 run dotnet artifacts/bin/Simulator/release/Orchestrator.Simulator.dll
  silo
  for _ in $(seq 100); do curl -fs -o /dev/null http://127.0.0.1:7492/health/ready && break; sleep 0.2; done
  curl -fs -X PUT -H 'Content-Type: application/json' -d '{"behaviour":"tokens=40; latency=0; ttft=0; tps=1000000"}' http://127.0.0.1:7491/simulator/behaviour >/dev/null
  dotnet artifacts/bin/ConversationBench/release/Orchestrator.ConversationBench.dll "$task" http://127.0.0.1:7492 127.0.0.1:7490 "$last"
}

run() {
  "$@" >"$work/$(basename "$1").log" 2>&1 &
  pids+=($!)
}

silo() {
  local tenants=()
  for tenant in $(seq 0 99); do
    tenants+=("Tenants__t${tenant}__Plan=open" "Tenants__t${tenant}__Keys__t$tenant=sha256:$(printf 'orc_t%s_a-secret-that-is-long-enough-%s' "$tenant" "$tenant" | sha256sum | cut -d' ' -f1)")
  done
  (
    cd "$work"
    exec env "${tenants[@]}" ASPNETCORE_ENVIRONMENT=Production ASPNETCORE_URLS=http://127.0.0.1:7492 Telemetry__Metrics__Open=true DEEPSEEK_API_KEY=key \
      Upstreams__deepseek__BaseUrl=http://127.0.0.1:7491 Orchestrator__Redis=127.0.0.1:7490 Orchestrator__SiloPort=7493 Orchestrator__GatewayPort=7494 \
      Plans__open__Limits__0__Name=requests Plans__open__Limits__0__Unit=Requests Plans__open__Limits__0__Amount=60000000 Plans__open__Limits__0__Period=00:01:00 \
      dotnet "$OLDPWD/artifacts/bin/Silo/release/Orchestrator.Silo.dll" >"$work/silo.log" 2>&1
  ) &
  pids+=($!)
}

clean() {
  for pid in "${pids[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}

main
