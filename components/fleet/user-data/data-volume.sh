# The data volume holds the tasks' work folders. It is a whole disk, not the root's, without partitions, that is named
# as in the launch template (Xen) or says that it is EBS (Nitro numbers disks as it likes; instance stores say so too).
field() { [[ $2 =~ (^| )$1=\"([^\"]*)\" ]] && echo "${BASH_REMATCH[2]}"; }
data_disk() {
  local disks root line name pkname model
  root=$(findmnt -no SOURCE /)
  disks=$(lsblk -Ppo NAME,TYPE,PKNAME,FSTYPE,LABEL,MODEL)
  root=$(while read -r line; do
    if [[ $(field NAME "$line") == "$root" ]]; then
      pkname=$(field PKNAME "$line")
      echo "${pkname:-$root}"
    fi
  done <<<"$disks")
  [[ -n $root ]] || return 1
  while read -r line; do
    name=$(field NAME "$line")
    model=$(field MODEL "$line")
    [[ $(field TYPE "$line") == disk && $name != "$root" ]] || continue
    [[ $disks != *"PKNAME=\"$name\""* ]] || continue
    [[ $name == "$DATA_DEVICE" || $model == "Amazon Elastic Block Store"* ]] || continue
    # what another file system is on is not ours to format
    [[ -z $(field FSTYPE "$line") || $(field LABEL "$line") == "$DATA_LABEL" ]] || continue
    echo "$name"
    return 0
  done <<<"$disks"
  return 1
}
data_volume() {
  local volumes="$ROOT/var/lib/docker/volumes" disk="" tries
  mkdir -p "$volumes"
  if mountpoint -q "$volumes"; then
    return 0
  fi
  for ((tries = 0; tries < 60; tries++)); do
    if disk=$(data_disk); then break; fi
    sleep 1 # a volume may show up after the boot
  done
  [[ -n $disk ]] || {
    say "no empty EBS disk beside the root: tasks work on the root disk"
    return 1
  }
  if [[ $(blkid -p -s LABEL -o value "$disk") != "$DATA_LABEL" ]]; then
    mkfs.xfs -q -L "$DATA_LABEL" "$disk" # without -f it refuses a disk that holds something
  fi
  if ! grep -q "^LABEL=$DATA_LABEL " "$ROOT/etc/fstab"; then
    echo "LABEL=$DATA_LABEL /var/lib/docker/volumes xfs noatime,nofail,x-systemd.before=docker.service 0 2" >>"$ROOT/etc/fstab"
  fi
  mount -o noatime "$disk" "$volumes"
  # Docker keeps its list of volumes in that folder; never `stop`: that would also cancel the start of ECS
  systemctl try-restart docker.service
}
step "data volume" data_volume
