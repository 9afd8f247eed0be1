#!/usr/bin/env bash
# What the dashboard costs, at one silo with a Redis. Needs redis-server, wrk, Chromium and four cores: the silo has two, load, upstream and store
# one, the browser one. Everything listens on loopback and ends with the script.
#   bench/dashboard.sh fill [TENANTS] [CONVERSATIONS] [REQUESTS]   first content of every page, and what the heap keeps of visits
#   bench/dashboard.sh watch [PAIRS] [SECONDS]                     throughput with five pages open beside none
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly task=${1:-watch}
tenants=100 arguments=("${2:-6}" "${3:-10}")
if [[ $task == fill ]]; then
  tenants=${2:-10000} arguments=("$tenants" "${3:-100000}" "${4:-1000000}")
fi
work=$(mktemp -d)
pids=()
trap clean EXIT

main() {
  for project in Silo Simulator bench/DashboardBench; do dotnet build $project -c Release -nologo -v quiet -clp:NoSummary; done
  local bench=artifacts/bin/DashboardBench/release/Orchestrator.DashboardBench.dll
  dotnet $bench configure "$work/orchestrator.json" "$tenants"
  run 2 redis redis-server --port 7590 --bind 127.0.0.1 --dir "$work" --save '' --appendonly yes --appendfsync everysec
  run 2 simulator env SIMULATOR_URL=http://127.0.0.1:7591 dotnet artifacts/bin/Simulator/release/Orchestrator.Simulator.dll
  run 0,1 silo env ASPNETCORE_ENVIRONMENT=Production ASPNETCORE_URLS=http://127.0.0.1:7592 DEEPSEEK_API_KEY=none ORCHESTRATOR_CONFIG="$work/orchestrator.json" \
    Upstreams__deepseek__BaseUrl=http://127.0.0.1:7591 Orchestrator__Redis=127.0.0.1:7590 Orchestrator__SiloPort=7593 Orchestrator__GatewayPort=7594 \
    dotnet artifacts/bin/Silo/release/Orchestrator.Silo.dll
  wait_for_silo
  curl -fs -X PUT -H 'Content-Type: application/json' -d '{"behaviour":"tokens=40; latency=0; ttft=0; tps=1000000"}' http://127.0.0.1:7591/simulator/behaviour >/dev/null
  LOAD_CORES=2 LOAD_SCRIPT=$work/orchestrator.json.lua taskset -c 3 dotnet $bench "$task" http://127.0.0.1:7592 127.0.0.1:7590 "${arguments[@]}"
}

# run <cores> <name> <command...>
run() {
  local cores=$1 name=$2
  shift 2
  taskset -c "$cores" "$@" >"$work/$name.log" 2>&1 &
  pids+=($!)
}

wait_for_silo() {
  for _ in $(seq 300); do
    if curl -fs -o /dev/null http://127.0.0.1:7592/health/ready; then return; fi
    sleep 0.2
  done
  echo "The silo is not ready:" >&2
  tail -n 40 "$work/silo.log" >&2
  exit 1
}

clean() {
  for pid in "${pids[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}

main
