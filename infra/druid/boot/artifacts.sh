#!/usr/bin/env bash
# Fetches Druid, Java and what goes beside them from the bucket, each under the SHA-512 that the stack names. Nothing comes from the internet.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# $1: the file's name; $2: its SHA-512. Prints where it is.
fetch() {
  local target=$OPT/artifacts/$1
  mkdir -p "$OPT/artifacts"
  cloud s3 cp --only-show-errors "s3://$BUCKET/druid/artifacts/$2/$1" "$target" >&2
  if ! printf '%s  %s\n' "$2" "$target" | sha512sum --check --status; then
    rm -f "$target"
    fail "$1 does not have the SHA-512 that it must have"
  fi
  echo "$target"
}

# $1: an archive; $2: the folder that its only folder becomes.
unpack() {
  rm -rf "$2"
  mkdir -p "$2"
  tar -xzf "$1" -C "$2" --strip-components=1
}

archive=$(fetch java.tar.gz "$JAVA_SHA512")
unpack "$archive" "$OPT/java"
archive=$(fetch druid.tar.gz "$DRUID_SHA512")
unpack "$archive" "$OPT/druid"
# Druid's distribution leaves these classes out, and ZooKeeper's TLS asks for them by name (without the native library, on any machine).
library=$(fetch netty-transport-classes-epoll.jar "$NETTY_EPOLL_SHA512")
install -m 644 "$library" "$OPT/druid/lib/"
if [ "$GROUP" = master ]; then
  certificates=$(fetch postgres.pem "$POSTGRES_CA_SHA512")
  mkdir -p "$TLS"
  install -m 644 "$certificates" "$TLS/postgres.pem"
fi
# Supervisors run in the master, tasks on data nodes: both read MSK with IAM.
if [ "$GROUP" = master ] || [ "$GROUP" = data ]; then
  library=$(fetch aws-msk-iam-auth-all.jar "$MSK_IAM_SHA512")
  install -m 644 "$library" "$OPT/druid/extensions/druid-kafka-indexing-service/"
fi
say 'artifacts are in place'
