#!/usr/bin/env bash
# Gives a ZooKeeper member its fixed address: a network interface that outlives the machine.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

attached_to() {
  cloud ec2 describe-network-interfaces --network-interface-ids "$INTERFACE" \
    --query 'NetworkInterfaces[0].Attachment.InstanceId' --output text
}

instance=$(metadata instance-id)
deadline=$((SECONDS + ${ADDRESS_TIMEOUT_SECONDS:-600}))
until [ "$(attached_to)" = "$instance" ]; do
  # The machine before this one may still be ending.
  cloud ec2 attach-network-interface --network-interface-id "$INTERFACE" --instance-id "$instance" --device-index 1 >/dev/null ||
    say 'the address is not free yet'
  [ $SECONDS -lt $deadline ] || fail "the interface $INTERFACE could not be attached"
  sleep "${POLL_SECONDS:-5}"
done
say 'the fixed address is attached'
