#!/usr/bin/env bash
# What happens before a machine ends. Data node: no new tasks, those that run end, its segments are served elsewhere. Then its services
# stop and the group may go on. Ends with an error, and leaves the group waiting, when that takes longer than it may.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

deadline=$((SECONDS + ${DRAIN_TIMEOUT_SECONDS:-21600}))
instance=$(metadata instance-id)
group=$(cloud autoscaling describe-auto-scaling-instances --instance-ids "$instance" \
  --query 'AutoScalingInstances[0].AutoScalingGroupName' --output text)
hook=(--lifecycle-hook-name "$TERMINATE_HOOK" --auto-scaling-group-name "$group" --instance-id "$instance")

# A group that is to have no machine at all is being removed: nobody could take over.
is_removed() {
  local wanted
  wanted=$(cloud autoscaling describe-auto-scaling-groups --auto-scaling-group-names "$group" \
    --query 'AutoScalingGroups[0].DesiredCapacity' --output text)
  [ "$wanted" = 0 ]
}

wait_a_little() {
  [ $SECONDS -lt $deadline ] || fail "$1 after ${DRAIN_TIMEOUT_SECONDS:-21600} seconds"
  cloud autoscaling record-lifecycle-action-heartbeat "${hook[@]}" || say 'the group takes no heartbeat'
  sleep "${POLL_SECONDS:-15}"
}

# Written again in each round: another machine that ends at the same time may have written over it.
decommission() {
  local configuration
  configuration=$(druid GET "$COORDINATOR_URL/druid/coordinator/v1/config") || return 1
  ! ME=$me json 'os.environ["ME"] in it["decommissioningNodes"]' <<<"$configuration" | grep -q True || return 0
  druid POST "$COORDINATOR_URL/druid/coordinator/v1/config" "$(ME=$me json \
    'json.dumps({"decommissioningNodes": it["decommissioningNodes"] + [os.environ["ME"]]})' <<<"$configuration")"
}

# $1: a server. The segments that it serves, sorted; none where the coordinator does not know it.
segments_of() {
  druid GET "$COORDINATOR_URL/druid/coordinator/v1/servers/$1/segments" | json '"\n".join(it)' | sed '/^$/d' | sort
}

# Servers that stay and hold segments for good.
staying() {
  local leaving
  leaving=$(druid GET "$COORDINATOR_URL/druid/coordinator/v1/config" | json '" ".join(it["decommissioningNodes"])')
  druid GET "$COORDINATOR_URL/druid/coordinator/v1/servers?simple" | LEAVING=$leaving json \
    '"\n".join(s["host"] for s in it if s["type"] == "historical" and s["host"] not in os.environ["LEAVING"].split())'
}

# Not before the last replica: with as many replicas as servers a segment is elsewhere already, and Druid keeps it here as well.
segments_are_elsewhere() {
  local mine others server left
  mine=$(segments_of "$me") || return 1
  others=$(for server in $(staying); do segments_of "$server" || exit 1; done | sort -u) || return 1
  left=$(comm -23 <(printf '%s\n' "$mine") <(printf '%s\n' "$others") | sed '/^$/d' | wc -l)
  say "segments that only this server has: $left"
  [ "$left" = 0 ]
}

tasks_have_ended() {
  local tasks
  tasks=$(druid GET "$(url_of "$TASKS")/druid/worker/v1/tasks" | json 'len(it)') || return 1
  say "tasks that still run: $tasks"
  [ "$tasks" = 0 ]
}

drain_data() {
  until druid POST "$(url_of "$TASKS")/druid/worker/v1/disable" >/dev/null; do wait_a_little 'the worker takes no order'; done
  # Tasks first: what they have read is handed over to the servers that stay.
  until decommission && tasks_have_ended; do wait_a_little 'tasks still run'; done
  until decommission && segments_are_elsewhere; do wait_a_little 'segments are only here'; done
}

if is_removed; then
  say 'the whole group is removed'
elif [ "$GROUP" = data ]; then
  me=$(host):$HISTORICAL_PORT
  drain_data
elif [ "$GROUP" = query ]; then
  # The load balancer lets running queries end; Druid's own servers forget the broker when it stops.
  sleep "${DEREGISTER_SECONDS:-90}"
fi
for role in $(services_of_group); do systemctl stop "millrace-$role.service"; done
cloud autoscaling complete-lifecycle-action "${hook[@]}" --lifecycle-action-result CONTINUE
say 'the machine may end'
