#!/usr/bin/env bash
# Puts the data folder on its own disk: an NVMe disk of the instance where there is one (segments are only a cache), else the EBS volume.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Unmounted whole disks without partitions, those of the instance first.
free_disk() {
  lsblk --json --paths --output NAME,TYPE,MODEL,MOUNTPOINTS | python3 -c '
import json, sys
disks = [d for d in json.load(sys.stdin)["blockdevices"]
         if d["type"] == "disk" and not d.get("children") and not any(d.get("mountpoints") or [])]
disks.sort(key=lambda d: "Instance Storage" not in (d.get("model") or ""))
print(disks[0]["name"] if disks else "")'
}

mkdir -p "$DATA"
if mountpoint --quiet "$DATA"; then
  say "$DATA is mounted already"
else
  disk=$(free_disk)
  if [ -n "$disk" ]; then
    blkid "$disk" >/dev/null || mkfs.xfs -q "$disk"
    mount -o noatime "$disk" "$DATA"
    # By its id, as names may change when the machine starts again.
    printf 'UUID=%s %s xfs noatime,nofail 0 2\n' "$(blkid --match-tag UUID --output value "$disk")" "$DATA" >>"$ROOT/etc/fstab"
    say "$DATA is on $disk"
  else
    say "$DATA is on the root disk: there is no other"
  fi
fi
mkdir -p "$DATA"/{tmp,tasks,segment-cache,security-cache,zookeeper}
chown -R "${SERVICE_USER:-druid}" "$DATA"
