# The input prefix, read-only, at the path that its keys have in the bucket; by the machine's role, not in the container.
bucket_mount() {
  local folder="/var/lib/dfiji/bucket/$INPUT_PREFIX" script="$ROOT/usr/local/bin/dfiji-bucket"
  mkdir -p "$ROOT$folder" "$ROOT/etc/systemd/system" "$ROOT/usr/local/bin"
  install_package mount-s3
  {
    echo '#!/bin/bash'
    printf 'exec mount-s3 --read-only --allow-other %s %q %q\n' \
      "${INPUT_PREFIX:+--prefix $(printf %q "$INPUT_PREFIX")}" "$BUCKET" "$folder"
  } >"$script"
  chmod 755 "$script"
  cat >"$ROOT/etc/systemd/system/dfiji-bucket.service" <<'UNIT'
[Unit]
Wants=network-online.target
After=network-online.target
Before=ecs.service
[Service]
Type=forking
ExecStart=/usr/local/bin/dfiji-bucket
[Install]
WantedBy=multi-user.target
UNIT
  systemctl daemon-reload
  systemctl enable --now dfiji-bucket.service
}
step "read-only mount of bucket $BUCKET" bucket_mount
