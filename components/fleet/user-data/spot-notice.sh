# Tells workers that AWS takes the machine back: ECS need not signal protected tasks on DRAINING (aws/containers-roadmap#256),
# and busy ones are always protected. The notice comes two minutes ahead; AWS advises to look every 5 seconds.
spot_notice() {
  mkdir -p "$ROOT/usr/local/bin" "$ROOT/etc/systemd/system"
  cat >"$ROOT/usr/local/bin/dfiji-spot-notice" <<'SCRIPT'
#!/bin/bash
base=${1:-http://169.254.169.254/latest} file=${2:-/var/lib/dfiji/spot-notice}
ask=(curl --silent --fail --max-time 2)
while true; do
  token=$("${ask[@]}" -X PUT -H "X-aws-ec2-metadata-token-ttl-seconds: 60" "$base/api/token")
  if "${ask[@]}" -H "X-aws-ec2-metadata-token: $token" "$base/meta-data/spot/instance-action" >"$file.new"; then
    chmod 644 "$file.new"
    exec mv "$file.new" "$file"
  fi
  sleep 5
done
SCRIPT
  chmod 755 "$ROOT/usr/local/bin/dfiji-spot-notice"
  cat >"$ROOT/etc/systemd/system/dfiji-spot-notice.service" <<'UNIT'
[Service]
ExecStart=/usr/local/bin/dfiji-spot-notice
Restart=on-failure
[Install]
WantedBy=multi-user.target
UNIT
  systemctl daemon-reload
  systemctl enable --now dfiji-spot-notice.service
}
step "spot notice" spot_notice
