# Memory and disk once a minute and the system's log, as streams of the machines' log group.
install_package() { timeout 180 dnf install -y -q --setopt=timeout=20 --setopt=retries=2 "$1"; }
machine_log() {
  mkdir -p "$ROOT/var/log/dfiji" "$ROOT/usr/local/bin" "$ROOT/etc/systemd/system"
  cat >"$ROOT/usr/local/bin/dfiji-machine-log" <<'SCRIPT'
#!/bin/bash
used() { df --output=pcent "$1" 2>/dev/null | tail -n 1 | tr -dc 0-9 | grep . || echo null; }
id=$(sed -n 's/.*"id":"\([^"]*\)".*/\1/p' /var/lib/dfiji/machine.json 2>/dev/null)
memory=$(awk '/^MemTotal/ { t = $2 } /^MemAvailable/ { a = $2 } END { printf "%.1f", 100 * (t - a) / t }' /proc/meminfo)
printf '{"msg":"machine use","machine":"%s","memoryUsedPercent":%s,"workDiskUsedPercent":%s,"rootDiskUsedPercent":%s}\n' \
  "${id:-$HOSTNAME}" "$memory" "$(used /var/lib/docker/volumes)" "$(used /)" >>/var/log/dfiji/machine.log
find /var/log/dfiji -name '*.log' -size +20M -exec truncate -s 0 {} +
SCRIPT
  chmod 755 "$ROOT/usr/local/bin/dfiji-machine-log"
  cat >"$ROOT/etc/systemd/system/dfiji-machine-log.service" <<'UNIT'
[Service]
Type=oneshot
ExecStart=/usr/local/bin/dfiji-machine-log
UNIT
  cat >"$ROOT/etc/systemd/system/dfiji-machine-log.timer" <<'UNIT'
[Timer]
OnBootSec=30
OnUnitActiveSec=60
[Install]
WantedBy=timers.target
UNIT
  cat >"$ROOT/etc/systemd/system/dfiji-system-log.service" <<'UNIT'
[Service]
ExecStart=/usr/bin/journalctl --follow --lines=all --boot --priority=notice --output=short-iso
StandardOutput=append:/var/log/dfiji/system.log
Restart=always
[Install]
WantedBy=multi-user.target
UNIT
  systemctl daemon-reload
  systemctl enable --now dfiji-machine-log.timer dfiji-system-log.service
}
cloudwatch_agent() {
  local home="$ROOT/opt/aws/amazon-cloudwatch-agent"
  machine_log
  install_package amazon-cloudwatch-agent
  mkdir -p "$home/etc"
  cat >"$home/etc/dfiji.json" <<CONFIG
{"agent":{"run_as_user":"root"},"logs":{"logs_collected":{"files":{"collect_list":[
{"file_path":"/var/log/dfiji/machine.log","log_group_name":"$MACHINE_LOG_GROUP","log_stream_name":"{instance_id}/machine"},
{"file_path":"/var/log/dfiji/system.log","log_group_name":"$MACHINE_LOG_GROUP","log_stream_name":"{instance_id}/system"},
{"file_path":"/var/log/ecs/ecs-agent.log","log_group_name":"$MACHINE_LOG_GROUP","log_stream_name":"{instance_id}/ecs-agent"}
]}}}}
CONFIG
  "$home/bin/amazon-cloudwatch-agent-ctl" -a fetch-config -m ec2 -s -c "file:$home/etc/dfiji.json"
}
step "CloudWatch agent" cloudwatch_agent
