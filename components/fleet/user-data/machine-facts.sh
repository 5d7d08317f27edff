# Containers cannot reach the metadata service (hop limit 1), so they read this file.
machine_facts() {
  local base=http://169.254.169.254/latest token file="$ROOT/var/lib/dfiji/machine.json"
  local ask=(curl --silent --show-error --fail --max-time 5 --retry 5 --retry-connrefused)
  mkdir -p "$ROOT/var/lib/dfiji"
  token=$("${ask[@]}" -X PUT -H "X-aws-ec2-metadata-token-ttl-seconds: 300" "$base/api/token")
  fact() { "${ask[@]}" -H "X-aws-ec2-metadata-token: $token" "$base/meta-data/$1"; }
  local id type zone lifecycle
  id=$(fact instance-id)
  type=$(fact instance-type)
  zone=$(fact placement/availability-zone)
  lifecycle=$(fact instance-life-cycle)
  printf '{"id":"%s","type":"%s","zone":"%s","lifecycle":"%s"}\n' "$id" "$type" "$zone" "$lifecycle" >"$file.new"
  chmod 644 "$file.new"
  mv "$file.new" "$file"
}
step "facts about this machine" machine_facts
