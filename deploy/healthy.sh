#!/usr/bin/env bash
# Asks a program in this container whether it is healthy: healthy.sh <port> <path>. The images have bash, but neither curl nor wget.
set -euo pipefail
exec 3<>"/dev/tcp/127.0.0.1/$1"
printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$2" >&3
read -r -t 3 _ status _ <&3
[[ "$status" == 200 ]]
