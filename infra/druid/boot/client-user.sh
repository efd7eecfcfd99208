#!/usr/bin/env bash
# The user that the platform's functions are to Druid: made, or given its password again, by each master that starts.
# It reads and writes datasources and reads the system's tables; it can neither read secrets nor make users.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

name=$(secret "$CLIENT_SECRET" username)
password=$(secret "$CLIENT_SECRET" password)
# Of this machine: it sends on to the master that leads, and a machine alone is not behind the load balancer before it is ready.
security=$(url_of coordinator-overlord)/druid-ext/basic-security
authentication=$security/authentication/db/basic/users
authorization=$security/authorization/db/basic
permissions='[
  {"resource": {"type": "DATASOURCE", "name": ".*"}, "action": "READ"},
  {"resource": {"type": "DATASOURCE", "name": ".*"}, "action": "WRITE"},
  {"resource": {"type": "SYSTEM_TABLE", "name": ".*"}, "action": "READ"},
  {"resource": {"type": "STATE", "name": ".*"}, "action": "READ"}
]'

# Druid answers 400 for what is there already.
exists() {
  druid GET "$1" >/dev/null 2>&1
}

exists "$authentication/$name" || druid POST "$authentication/$name"
druid POST "$authentication/$name/credentials" "$(PASSWORD=$password python3 -c '
import json, os
print(json.dumps({"password": os.environ["PASSWORD"]}))')"
exists "$authorization/users/$name" || druid POST "$authorization/users/$name"
exists "$authorization/roles/$name" || druid POST "$authorization/roles/$name"
druid POST "$authorization/roles/$name/permissions" "$permissions"
exists "$authorization/users/$name/roles/$name" || druid POST "$authorization/users/$name/roles/$name" || true
say "the user $name is there"
