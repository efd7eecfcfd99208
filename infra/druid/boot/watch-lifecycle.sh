#!/usr/bin/env bash
# Asks the machine's metadata whether its group wants it to end, and drains it then.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

until [ "$(metadata autoscaling/target-lifecycle-state || true)" = Terminated ]; do sleep "${POLL_SECONDS:-5}"; done
exec "$(dirname "${BASH_SOURCE[0]}")/drain.sh"
