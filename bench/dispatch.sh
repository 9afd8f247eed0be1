#!/usr/bin/env bash
# What the dispatch room promises, seen at three silos on a durable Redis before a simulated upstream. Needs redis-server.
#   bench/dispatch.sh overload    ten times what the upstream's places allow, from clients that do not wait
#   bench/dispatch.sh neighbour   four quiet tenants beside one who wants fifty times his share
#   bench/dispatch.sh shares      equal tenants, and weights of 1, 2 and 4
#   bench/dispatch.sh ceiling     an upstream that secretly bears 50 calls, 25, and 50 again
#   bench/dispatch.sh breaker     how fast the other silos hear of an open breaker, and how many probes pass
#   bench/dispatch.sh drain       how fast a drained target takes no new calls
#   bench/dispatch.sh leave       how fast a client that leaves has its call aborted, from one process and through ClientApi
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly task=${1:-overload}
work=$(mktemp -d)
pids=()
settings=(ASPNETCORE_ENVIRONMENT=Production DEEPSEEK_API_KEY=key Upstreams__deepseek__BaseUrl=http://127.0.0.1:7591 Orchestrator__Redis=127.0.0.1:7590)

main() {
  for project in Silo ClientApi Simulator bench/DispatchBench; do dotnet build $project -c Release -nologo -v quiet -clp:NoSummary; done
  trap clean EXIT
  configure
  run redis-server --port 7590 --bind 127.0.0.1 --dir "$work" --save '' --appendonly yes --appendfsync always
  SIMULATOR_URL=http://127.0.0.1:7591 SIMULATOR_JOURNAL_ENTRIES=200000 run dotnet artifacts/bin/Simulator/release/Orchestrator.Simulator.dll
  doors=()
  for silo in 0 1 2; do door Silo 760$silo Orchestrator__SiloPort=761$silo Orchestrator__GatewayPort=762$silo; done
  if [[ $task == leave ]]; then door ClientApi 7603; fi
  for address in "${doors[@]}"; do
    for _ in $(seq 150); do curl -fs -o /dev/null "$address/health/ready" && break; sleep 0.2; done
  done
  dotnet artifacts/bin/DispatchBench/release/Orchestrator.DispatchBench.dll "$task" http://127.0.0.1:7591 127.0.0.1:7590 "${doors[@]}"
}

configure() {
  for tenant in wide:1 e1:1 e2:1 e3:1 e4:1 w1:1 w2:2 w4:4 noisy:1; do
    local name=${tenant%:*}
    settings+=("Plans__${name}__Limits__0__Name=calls" "Plans__${name}__Limits__0__Unit=Concurrency" "Plans__${name}__Limits__0__Amount=100000"
      "Tenants__${name}__Plan=$name" "Tenants__${name}__Keys__$name=sha256:$(printf 'orc_%s_a-secret-that-is-long-enough-0123' "$name" | sha256sum | cut -d' ' -f1)")
    settings+=("Plans__${name}__Weight=${tenant#*:}")
  done
  case $task in
    overload) settings+=(Upstreams__deepseek__Concurrency__Ceiling=30 Upstreams__deepseek__Concurrency__Start=30) ;;
    neighbour | shares) settings+=(Upstreams__deepseek__Concurrency__Ceiling=60 Upstreams__deepseek__Concurrency__Start=60) ;;
    ceiling) settings+=(Upstreams__deepseek__Breaker__FewestCalls=100000 Upstreams__deepseek__Breaker__ConsecutiveFailures=100000) ;;
    breaker) settings+=(Upstreams__deepseek__Retry__Most=0) ;;
    drain) settings+=(Models__deepseek-flash__Upstream= Models__deepseek-flash__Targets__0__Upstream=deepseek Models__deepseek-flash__Targets__1__Upstream=deepseek Models__deepseek-flash__Targets__1__Name=deepseek-v4-pro) ;;
  esac
}

run() {
  "$@" >"$work/$(basename "$1").log" 2>&1 &
  pids+=($!)
}

# door <program> <port> <settings...>
door() {
  local program=$1 port=$2
  shift 2
  doors+=("http://127.0.0.1:$port")
  mkdir -p "$work/$port"
  (
    cd "$work/$port"
    exec env "${settings[@]}" "$@" ASPNETCORE_URLS="http://127.0.0.1:$port" dotnet "$OLDPWD/artifacts/bin/$program/release/Orchestrator.$program.dll" >"$work/$port.log" 2>&1
  ) &
  pids+=($!)
}

clean() {
  for pid in "${pids[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}

main
