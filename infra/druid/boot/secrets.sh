#!/usr/bin/env bash
# Passwords, from Secrets Manager into the environment of the services: a file that only root reads.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

umask 077
if [ "$GROUP" != zookeeper ]; then
  internal=$(secret "$INTERNAL_SECRET" password)
  printf 'MILLRACE_INTERNAL_PASSWORD=%s\n' "$internal" >>"$SECRETS"
  # Named by the configuration of all roles; it counts only where the first master makes its users.
  admin=$internal
  if [ "$GROUP" = master ]; then
    admin=$(secret "$ADMIN_SECRET" password)
    postgres=$(secret "$POSTGRES_SECRET" password)
    printf 'MILLRACE_POSTGRES_PASSWORD=%s\n' "$postgres" >>"$SECRETS"
  fi
  printf 'MILLRACE_ADMIN_PASSWORD=%s\n' "$admin" >>"$SECRETS"
fi
printf 'AWS_REGION=%s\n' "$REGION" >>"$SECRETS"
chmod 600 "$SECRETS"
