#!/usr/bin/env bash
# Prints how much of this machine each role gets, as values of the templates. MEMORY_MB and CORES stand in for the machine in tests.
# The shares follow Druid's guide to tuning: direct memory is (threads + merge buffers + 1) buffers, the rest of a data node is page cache.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

memory=${MEMORY_MB:-$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo)}
cores=${CORES:-$(nproc)}

at_least() {
  echo $(($1 > $2 ? $1 : $2))
}

at_most() {
  echo $(($1 < $2 ? $1 : $2))
}

buffer_mb=$(at_most 512 "$(at_least 16 $((memory / 160)))")
merge_buffers=$(at_least 2 $((cores / 4)))
slots=$(at_least 2 $((cores / 2)))
# A task's heap; its direct memory is four buffers: one thread, two to merge, one spare.
task_heap_mb=$(at_most 3072 "$(at_least 384 $((memory / 5 / slots)))")
threads=1
heap_mb=512

case $1 in
  coordinator-overlord) heap_mb=$((memory * 7 / 10)) ;;
  broker) heap_mb=$((memory / 2)) ;;
  router) heap_mb=$(at_least 256 $((memory / 10))) ;;
  historical)
    threads=$(at_least 1 $((cores - 1)))
    heap_mb=$(at_most 24576 "$(at_least 256 $((memory / 8)))")
    ;;
  middle-manager) heap_mb=$(at_least 128 $((memory / 64))) ;;
  indexer)
    heap_mb=$((task_heap_mb * slots))
    threads=$(at_least 1 $((cores / 2)))
    ;;
  *) fail "there is no role $1" ;;
esac

cat <<END
heap.mb=$heap_mb
direct.mb=$(((threads + merge_buffers + 1) * buffer_mb))
http.threads=$(at_least 40 $((cores * 5)))
broker.connections=30
processing.buffer.bytes=${buffer_mb}MiB
processing.threads=$threads
merge.buffers=$merge_buffers
task.slots=$slots
task.heap.mb=$task_heap_mb
task.direct.mb=$((4 * buffer_mb))
ingestion.heap.bytes=$((heap_mb * 1024 * 1024 / 6))
END
