#!/usr/bin/env bash
# Run by whoever deploys: puts the files that machines need into the platform's bucket, each under its SHA-512, and writes the checksums
# to infra/druid/artifacts.json, which the Druid stack reads. The files are fetched, and checked against what their makers publish, before:
#   upload-artifacts.sh BUCKET druid.tar.gz java.tar.gz aws-msk-iam-auth-all.jar netty-transport-classes-epoll.jar postgres.pem
set -euo pipefail

NAMES=(druid.tar.gz java.tar.gz aws-msk-iam-auth-all.jar netty-transport-classes-epoll.jar postgres.pem)
target=${MILLRACE_ARTIFACTS_FILE:-$(dirname "${BASH_SOURCE[0]}")/../artifacts.json}

if [ $# -ne 6 ]; then
  sed -n 's/^#   /usage: /p' "${BASH_SOURCE[0]}" >&2
  exit 2
fi
bucket=$1
shift
lines=()
for name in "${NAMES[@]}"; do
  file=$1
  shift
  sum=$(sha512sum "$file" | cut -d ' ' -f 1)
  aws s3 cp --only-show-errors "$file" "s3://$bucket/druid/artifacts/$sum/$name"
  lines+=("  \"$name\": \"$sum\"")
done
{
  echo '{'
  (IFS=$'\n' && echo "${lines[*]}") | sed '$!s/$/,/'
  echo '}'
} >"$target"
printf 'wrote %s\n' "$target" >&2
