#!/usr/bin/env bash
# Tells CloudFormation and the Auto Scaling group what became of this machine: `signal.sh SUCCESS` or `signal.sh FAILURE`.
# Outside an update nobody waits for one or the other: that is no error.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

instance=$(metadata instance-id)
cloud cloudformation signal-resource --stack-name "$STACK" --logical-resource-id "$RESOURCE" --unique-id "$instance" --status "$1" ||
  say 'CloudFormation does not wait for this machine'

if [ "$1" = SUCCESS ]; then result=CONTINUE; else result=ABANDON; fi
group=$(cloud autoscaling describe-auto-scaling-instances --instance-ids "$instance" \
  --query 'AutoScalingInstances[0].AutoScalingGroupName' --output text)
cloud autoscaling complete-lifecycle-action --lifecycle-hook-name "$LAUNCH_HOOK" --auto-scaling-group-name "$group" \
  --instance-id "$instance" --lifecycle-action-result "$result" || say 'the group does not wait for this machine'
