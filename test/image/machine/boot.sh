# One boot of a machine, in a `/` of its own: the metadata service answers if METADATA is set, then user data runs as
# cloud-init runs it.
export PATH=/stand-ins:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
if [[ -n $METADATA ]]; then
  ip link set lo up
  ip address add 169.254.169.254/32 dev lo
  node /metadata.js &
fi
: >/calls
bash /machine/user-data >/console 2>&1
echo "user data ended with $?"
if [[ -x /usr/local/bin/dfiji-machine-log ]]; then /usr/local/bin/dfiji-machine-log; fi
bash /machine/look
