#!/usr/bin/env bash
# What every script needs: where things are, and how to ask AWS and Druid. MILLRACE_ROOT puts all of it under another root, for tests.
# shellcheck disable=SC2034 # other scripts read these

set -euo pipefail

ROOT=${MILLRACE_ROOT:-}
ETC=$ROOT/etc/millrace
TLS=$ETC/tls
OPT=$ROOT/opt/millrace
DATA=$ROOT/var/lib/millrace
CONFIGURATION=$ETC/druid
SECRETS=$ETC/secrets.env
BUNDLE=${MILLRACE_BUNDLE:-$OPT/bundle}
METADATA=${MILLRACE_METADATA_URL:-http://169.254.169.254}

if [ -f "$ETC/machine.env" ]; then
  # shellcheck source=/dev/null
  . "$ETC/machine.env"
fi

# Private ports as in infra/port-matrix.ts.
COORDINATOR_PORT=${COORDINATOR_PORT:-8281}
BROKER_PORT=${BROKER_PORT:-8282}
HISTORICAL_PORT=${HISTORICAL_PORT:-8283}
ROUTER_PORT=${ROUTER_PORT:-9088}
WORKER_PORT=${WORKER_PORT:-8291}
DRUID_PROTOCOL=${DRUID_PROTOCOL:-https}

say() {
  printf '%s %s\n' "$(date -u +%FT%TZ)" "$*" >&2
}

fail() {
  say "error: $*"
  exit 1
}

# Calls of AWS end after a minute, and are tried again by the command line itself.
cloud() {
  aws --region "$REGION" --cli-connect-timeout 10 --cli-read-timeout 60 "$@"
}

# $1: a path below meta-data/. IMDSv2.
metadata() {
  local token
  token=$(curl --silent --fail --max-time 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$METADATA/latest/api/token")
  curl --silent --fail --max-time 5 -H "X-aws-ec2-metadata-token: $token" "$METADATA/latest/meta-data/$1"
}

# $1: a Python expression over `it`, the JSON on standard input.
json() {
  python3 -c 'import json, os, sys; it = json.load(sys.stdin); print(eval(sys.argv[1]))' "$1"
}

# $1: the ARN of a secret; $2: a field of its JSON.
secret() {
  cloud secretsmanager get-secret-value --secret-id "$1" --query SecretString --output text | FIELD=$2 python3 -c '
import json, os, sys
print(json.load(sys.stdin)[os.environ["FIELD"]])'
}

# What curl must know to ask Druid; on standard input of curl, as arguments can be read by everyone on the machine.
druid_options() {
  [ ! -f "$TLS/authority.pem" ] || printf 'cacert = "%s"\n' "$TLS/authority.pem"
  if [ -f "$SECRETS" ]; then
    printf 'user = "druid_system:%s"\n' "$(sed -n 's/^MILLRACE_INTERNAL_PASSWORD=//p' "$SECRETS")"
  fi
}

# $1: method; $2: url; $3: body, optional. A coordinator that does not lead sends on to the one that does.
druid() {
  local body=()
  [ $# -lt 3 ] || body=(--data-binary "$3" -H 'content-type: application/json')
  druid_options | curl --config - --silent --show-error --fail --location-trusted --max-time 30 -X "$1" "${body[@]}" "$2"
}

host() {
  printf '%s' "${HOST:-$(metadata local-hostname)}"
}

# The services of this machine, by its group.
services_of_group() {
  case $GROUP in
    zookeeper) echo zookeeper ;;
    master) echo coordinator-overlord ;;
    query) echo broker router ;;
    data) echo historical "$TASKS" ;;
    *) fail "there is no group $GROUP" ;;
  esac
}

port_of() {
  case $1 in
    coordinator-overlord) echo "$COORDINATOR_PORT" ;;
    broker) echo "$BROKER_PORT" ;;
    router) echo "$ROUTER_PORT" ;;
    historical) echo "$HISTORICAL_PORT" ;;
    middle-manager | indexer) echo "$WORKER_PORT" ;;
    *) fail "there is no role $1" ;;
  esac
}

url_of() {
  printf '%s://%s:%s' "$DRUID_PROTOCOL" "$(host)" "$(port_of "$1")"
}
