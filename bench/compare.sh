#!/usr/bin/env bash
# Measures the product beside its peers in one run: bench/compare.sh PEERS [plain|stream] [seconds] [rounds]
# PEERS holds compare.sh, upstream.go and seed_gateway.go. Needs wrk, go with redigo, redis-server, and four cores: load and upstream on two,
# every gateway on the two others. Quota and metrics are on. Everything listens on loopback and ends with the script.
set -euo pipefail
peers=$(cd "${1:?the folder of the peers}" && pwd) mode=${2:-plain} seconds=${3:-5} rounds=${4:-3}
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; wait; rm -rf "$work"' EXIT

main() {
  build
  body
  start_peers
  start_product
  export HEADERS="Authorization: Bearer $key"
  local path=/v1/chat/completions
  local named=(yarp=http://127.0.0.1:9103$path silo=http://127.0.0.1:9104$path clientapi=http://127.0.0.1:9105$path go=http://127.0.0.1:9102$path)
  # The first rounds belong to the JIT compiler: a silo is at its rate after about sixteen seconds of it.
  bash "$peers/compare.sh" "$seconds" 6 64 "$work/body.json" "${named[@]}" >"$work/warm" || true
  bash "$peers/compare.sh" "$seconds" "$rounds" 64 "$work/body.json" "${named[@]}"
}

build() {
  for project in Silo ClientApi bench/YarpForwarder; do dotnet build "$project" -c Release -nologo -v quiet -clp:NoSummary; done
  GO111MODULE=off go build -o "$work/upstream" "$peers/upstream.go"
  GO111MODULE=off GOPATH=/usr/share/gocode go build -o "$work/seed_gateway" "$peers/seed_gateway.go"
}

body() {
  local stream=''
  if [[ $mode == stream ]]; then stream='"stream":true,'; fi
  printf '{%s"model":"deepseek-flash","messages":[{"role":"system","content":"You are a helpful assistant."},{"role":"user","content":"Tell me about the tides of the sea."}],"temperature":0.7}' \
    "$stream" >"$work/body.json"
}

start_peers() {
  run 0,1 upstream env PORT=9100 "$work/upstream"
  run 0-3 redis redis-server --port 6399 --bind 127.0.0.1 --dir "$work" --save '' --appendonly yes --appendfsync always
  run 2,3 go env PORT=9102 UPSTREAM=http://127.0.0.1:9100 REDIS_PORT=6399 "$work/seed_gateway"
  run 2,3 yarp env UPSTREAM=http://127.0.0.1:9100 dotnet artifacts/bin/YarpForwarder/release/Orchestrator.YarpForwarder.dll --urls http://127.0.0.1:9103
}

start_product() {
  key=orc_bench_$(head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n')
  export ASPNETCORE_ENVIRONMENT=Production DEEPSEEK_API_KEY=none Upstreams__deepseek__BaseUrl=http://127.0.0.1:9100
  export Tenants__bench__Plan=bench Tenants__bench__Keys__bench=sha256:$(printf %s "$key" | sha256sum | cut -d' ' -f1)
  export Plans__bench__Limits__0__Name=requests Plans__bench__Limits__0__Unit=Requests Plans__bench__Limits__0__Amount=100000000 Plans__bench__Limits__0__Period=00:01:00
  export Plans__bench__Limits__1__Name=tokens Plans__bench__Limits__1__Unit=Tokens Plans__bench__Limits__1__Amount=100000000000 Plans__bench__Limits__1__Period=00:01:00
  export Plans__bench__Limits__2__Name=concurrency Plans__bench__Limits__2__Unit=Concurrency Plans__bench__Limits__2__Amount=10000
  run 2,3 silo env Orchestrator__DataDirectory="$work/data" dotnet artifacts/bin/Silo/release/Orchestrator.Silo.dll --urls http://127.0.0.1:9104
  # The silo that serves the separate API is another one, so that each process pair has the two cores to itself in its turn.
  run 2,3 silo-of-clientapi env Orchestrator__Redis=127.0.0.1:6399 Orchestrator__SiloPort=11112 Orchestrator__GatewayPort=30001 \
    dotnet artifacts/bin/Silo/release/Orchestrator.Silo.dll --urls http://127.0.0.1:9106
  wait_for 9106
  run 2,3 clientapi env Orchestrator__Redis=127.0.0.1:6399 dotnet artifacts/bin/ClientApi/release/Orchestrator.ClientApi.dll --urls http://127.0.0.1:9105
  wait_for 9104
  wait_for 9105
}

# run <cores> <name> <command...>
run() {
  local cores=$1 name=$2
  shift 2
  taskset -c "$cores" "$@" >"$work/$name.txt" 2>&1 &
  pids+=($!)
}

wait_for() {
  for _ in $(seq 120); do
    if curl -sf "http://127.0.0.1:$1/health/ready" >/dev/null; then return; fi
    sleep 0.5
  done
  echo "Nothing is ready on port $1:" >&2
  cat "$work"/*.txt >&2
  exit 1
}

main
