# A failed step is printed on the console and does not stop the next one: a machine without its extras still works.
say() { echo "dfiji: $*"; }
step() {
  local name=$1 status
  shift
  say "$name"
  (
    set -euo pipefail
    "$@"
  )
  status=$?
  ((status == 0)) || say "FAILED ($status): $name"
}
