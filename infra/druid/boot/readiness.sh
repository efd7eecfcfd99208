#!/usr/bin/env bash
# Waits until each role of this machine does its work and, on a data node, until the segments that it is given are loaded and none is
# missing in the cluster. Ends with 0 when the next machine may be replaced, with an error when the time is over.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

deadline=$((SECONDS + ${READY_TIMEOUT_SECONDS:-3000}))
wait_a_little() {
  [ $SECONDS -lt $deadline ] || fail "$1 is not ready after ${READY_TIMEOUT_SECONDS:-3000} seconds"
  sleep "${POLL_SECONDS:-5}"
}

ready_path() {
  case $1 in
    broker) echo /druid/broker/v1/readiness ;;
    historical) echo /druid/historical/v1/readiness ;;
    *) echo /status/health ;;
  esac
}

# $1: a command of four letters, asked over the loopback.
ask_zookeeper() {
  timeout 5 bash -c "exec 3<>/dev/tcp/127.0.0.1/${ZOOKEEPER_PLAIN_PORT:-2181} && printf %s $1 >&3 && cat <&3" 2>/dev/null
}

has_peer() {
  local peer
  for peer in 1 2 3; do
    [ "$peer" != "$MEMBER" ] || continue
    ! timeout 3 bash -c "exec 3<>/dev/tcp/zookeeper-$peer.$ZONE/3888" 2>/dev/null || return 0
  done
  return 1
}

# The first member of a new ensemble has nobody to agree with; each later one must join a quorum.
zookeeper_is_ready() {
  ask_zookeeper srvr | grep -Eq '^Mode: (leader|follower|standalone)' && return 0
  systemctl is-active --quiet millrace-zookeeper.service && ! has_peer
}

# No group of masters: the cluster is being made, and there are no segments yet.
has_masters() {
  local count
  count=$(cloud autoscaling describe-auto-scaling-groups --query 'length(AutoScalingGroups)' --output text \
    --filters "Name=tag:millrace:druid,Values=$PLATFORM-master") || return 0
  [ "$count" != 0 ]
}

# An address that left the cluster may come back with a new machine.
take_part() {
  local configuration
  configuration=$(druid GET "$COORDINATOR_URL/druid/coordinator/v1/config") || return 1
  ME=$me json 'os.environ["ME"] in it["decommissioningNodes"]' <<<"$configuration" | grep -q True || return 0
  druid POST "$COORDINATOR_URL/druid/coordinator/v1/config" "$(ME=$me json \
    'json.dumps({"decommissioningNodes": [node for node in it["decommissioningNodes"] if node != os.environ["ME"]]})' <<<"$configuration")"
}

is_known() {
  druid GET "$COORDINATOR_URL/druid/coordinator/v1/servers?simple" | ME=$me json 'any(s["host"] == os.environ["ME"] for s in it)' | grep -q True
}

# Nothing on its way to this server, and nothing that the cluster could hold is missing, replicas included.
segments_are_loaded() {
  local waiting missing
  waiting=$(druid GET "$COORDINATOR_URL/druid/coordinator/v1/loadqueue?simple" |
    ME=$me json 'it.get(os.environ["ME"], {"segmentsToLoad": 0})["segmentsToLoad"]') || return 1
  missing=$(druid GET "$COORDINATOR_URL/druid/coordinator/v1/loadstatus?full&computeUsingClusterView" |
    json 'sum(count for tier in it.values() for count in tier.values())') || return 1
  [ "$waiting" = 0 ] && [ "$missing" = 0 ]
}

for role in $(services_of_group); do
  if [ "$role" = zookeeper ]; then
    until zookeeper_is_ready; do wait_a_little zookeeper; done
  else
    until druid GET "$(url_of "$role")$(ready_path "$role")" >/dev/null 2>&1; do wait_a_little "$role"; done
  fi
  say "$role answers"
done

if [ "$GROUP" = data ] && has_masters; then
  me=$(host):$HISTORICAL_PORT
  until take_part && is_known; do wait_a_little "$me"; done
  # The coordinator must have had a look at its new server before an empty queue means anything.
  sleep "${SETTLE_SECONDS:-45}"
  until segments_are_loaded; do wait_a_little "$me"; done
  say 'its segments are loaded, and none is missing in the cluster'
fi
