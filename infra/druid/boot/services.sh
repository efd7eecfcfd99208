#!/usr/bin/env bash
# A systemd unit for each role of this machine, one for the relay of metrics and one that watches for the end of the machine.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

boot=$(dirname "${BASH_SOURCE[0]}")
units=$ROOT/etc/systemd/system
mkdir -p "$units"

# $1: a role. What follows the class path on the command line of Java.
main_of() {
  case $1 in
    zookeeper) echo "org.apache.zookeeper.server.quorum.QuorumPeerMain $CONFIGURATION/zookeeper/zoo.cfg" ;;
    coordinator-overlord) echo 'org.apache.druid.cli.Main server coordinator' ;;
    middle-manager) echo 'org.apache.druid.cli.Main server middleManager' ;;
    *) echo "org.apache.druid.cli.Main server $1" ;;
  esac
}

# Services end by themselves: a worker gives its tasks five minutes.
role_unit() {
  cat <<END
[Unit]
Description=Millrace: Druid $1
Wants=network-online.target
After=network-online.target

[Service]
User=${SERVICE_USER:-druid}
EnvironmentFile=$SECRETS
WorkingDirectory=$DATA
ExecStart=$OPT/java/bin/java @$CONFIGURATION/$1/jvm.config -cp $CONFIGURATION/$1:$OPT/druid/lib/* $(main_of "$1")
Restart=always
RestartSec=5
TimeoutStopSec=360
KillMode=mixed
SuccessExitStatus=143
LimitNOFILE=65536
NoNewPrivileges=true
ProtectSystem=full
ProtectHome=true

[Install]
WantedBy=multi-user.target
END
}

# $1: what it is; $2: its command; $3: its user. Only what ends the machine needs root.
helper_unit() {
  cat <<END
[Unit]
Description=Millrace: $1
After=network-online.target

[Service]
User=$3
ExecStart=$2
Restart=on-failure
RestartSec=5

[Install]
WantedBy=multi-user.target
END
}

start() {
  systemctl enable --now "$1"
  say "$1 is started"
}

helper_unit 'metrics of Druid to CloudWatch' "/usr/bin/python3 $boot/metrics.py --region $REGION --platform $PLATFORM" \
  "${SERVICE_USER:-druid}" >"$units/millrace-metrics.service"
helper_unit 'the end of the machine' "$boot/watch-lifecycle.sh" root >"$units/millrace-lifecycle.service"
for role in $(services_of_group); do role_unit "$role" >"$units/millrace-$role.service"; done
systemctl daemon-reload
[ "$GROUP" = zookeeper ] || start millrace-metrics.service
for role in $(services_of_group); do start "millrace-$role.service"; done
start millrace-lifecycle.service
