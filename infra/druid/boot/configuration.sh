#!/usr/bin/env bash
# Renders the configuration of each role of this machine: the base, the overlay for AWS, and what the version of Druid adds.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

boot=$(dirname "${BASH_SOURCE[0]}")
base=$BUNDLE/base
overlay=$BUNDLE/aws

# Four fifths of the disk: the rest is for tasks and for segments on their way.
segment_cache_bytes() {
  df --output=size -B1 "$DATA" | awk 'NR == 2 { printf "%d", $1 * 0.8 }'
}

# $1: the values so far. Options of the JVM of a task, as a JSON array.
task_java() {
  local heap direct
  heap=$(sed -n 's/^task.heap.mb=//p' "$1")
  direct=$(sed -n 's/^task.direct.mb=//p' "$1")
  {
    cat "$base/_common/jvm.config"
    grep -E '^-D(user|file|zookeeper|java.util)' "$(dirname "$1")/jvm.config"
    printf -- '%s\n' "-Dlog4j2.configurationFile=$(dirname "$1")/log4j2.properties" "-Djava.io.tmpdir=$DATA/tmp" \
      '-XX:+ExitOnOutOfMemoryError' "-Xms${heap}m" "-Xmx${heap}m" "-XX:MaxDirectMemorySize=${direct}m"
  } | python3 -c 'import json, sys; print(json.dumps(sys.stdin.read().split("\n")[:-1]))'
}

values_of() {
  "$boot/sizes.sh" "$1"
  cat <<END
host=$(host)
port=$(port_of "$1")
zookeeper=$ZOOKEEPER
data=$DATA
java=$OPT/java/bin/java
configuration=$CONFIGURATION/$1
tls.directory=$TLS
extensions.directory=$OPT/druid/extensions
extensions.list=$EXTENSIONS
deep.storage.bucket=$DEEP_STORAGE
key.arn=$KEY_ARN
postgres.host=${POSTGRES_HOST:-}
postgres.port=${POSTGRES_PORT:-5432}
postgres.database=druid
postgres.user=${POSTGRES_USER:-druid}
tier=${TIER:-_default_tier}
segment.cache.size=$(segment_cache_bytes)
task.port.from=$TASK_PORT_FROM
task.port.to=$TASK_PORT_TO
coordinator.start.delay=PT30S
coordinator.period=PT15S
segments.poll=PT15S
metadata.refresh=PT10S
END
}

configure_role() {
  local folder=$CONFIGURATION/$1 values=$CONFIGURATION/$1/values
  mkdir -p "$folder"
  values_of "$1" >"$values"
  "$boot/render.sh" "$folder/jvm.config" "$values" "$base/_common/jvm.config" "$overlay/_common/jvm.config"
  "$boot/render.sh" "$folder/log4j2.properties" "$values" "$overlay/_common/log4j2.properties"
  printf 'task.java=%s\n' "$(task_java "$values")" >>"$values"
  printf '%s\n' "${VERSION_PROPERTIES:-}" | tr ' ' '\n' >"$folder/version.properties"
  "$boot/render.sh" "$folder/common.runtime.properties" "$values" \
    "$base/_common/common.runtime.properties" "$overlay/_common/common.runtime.properties" "$folder/version.properties"
  "$boot/render.sh" "$folder/runtime.properties" "$values" "$base/$1/runtime.properties" "$overlay/$1/runtime.properties"
}

configure_zookeeper() {
  local folder=$CONFIGURATION/zookeeper
  mkdir -p "$folder" "$DATA/zookeeper"
  cat >"$folder/values" <<END
data=$DATA/zookeeper
zone=$ZONE
tls.directory=$TLS
configuration=$folder
zookeeper.port=${ZOOKEEPER_PLAIN_PORT:-2181}
zookeeper.secure.port=${ZOOKEEPER_SECURE_PORT:-2281}
END
  "$boot/render.sh" "$folder/zoo.cfg" "$folder/values" "$base/zookeeper/zoo.cfg" "$overlay/zookeeper/zoo.cfg"
  "$boot/render.sh" "$folder/log4j2.properties" "$folder/values" "$overlay/_common/log4j2.properties"
  printf -- '-Xmx%dm\n-Dzookeeper.jmx.log4j.disable=true\n-Dlog4j2.configurationFile=%s/log4j2.properties\n' \
    "$(awk '/^MemTotal/ { print int($2 / 1024 / 3) }' /proc/meminfo)" "$folder" >"$folder/jvm.config"
  printf '%s\n' "$MEMBER" >"$DATA/zookeeper/myid"
}

for role in $(services_of_group); do
  if [ "$role" = zookeeper ]; then configure_zookeeper; else configure_role "$role"; fi
  say "$role is configured"
done
chown -R "${SERVICE_USER:-druid}" "$DATA" "$CONFIGURATION"
