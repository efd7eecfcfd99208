#!/usr/bin/env bash
# The first start of a machine, from its user data: everything up to the signal that it does its work, or that it never will.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

boot=$(dirname "${BASH_SOURCE[0]}")

ended() {
  local code=$?
  if [ $code -eq 0 ]; then "$boot/signal.sh" SUCCESS; else "$boot/signal.sh" FAILURE; fi
  exit $code
}
trap ended EXIT

id "${SERVICE_USER:-druid}" >/dev/null 2>&1 || useradd --system --home-dir "$DATA" --shell /usr/sbin/nologin druid
[ "$GROUP" != zookeeper ] || "$boot/address.sh"
"$boot/artifacts.sh"
"$boot/volume.sh"
"$boot/certificates.sh"
"$boot/secrets.sh"
"$boot/configuration.sh"
"$boot/services.sh"
"$boot/readiness.sh"
if [ "$GROUP" = master ]; then "$boot/client-user.sh"; fi
say 'the machine is ready'
