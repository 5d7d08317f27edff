#!/usr/bin/env bash
# collect.sh DEST PROGRAM…: copies the programs and every shared library that they load to the same paths below DEST.
set -euo pipefail
dest=$1
shift
for program in "$@"; do
  {
    echo "$program"
    ldd "$program" | awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\// { print $1 }'
  } | while read -r file; do
    # real folders only (/lib is a link to usr/lib); of the file both its name and what the name links to
    for each in "$(readlink -f "$(dirname "$file")")/$(basename "$file")" "$(readlink -f "$file")"; do
      mkdir -p "$dest$(dirname "$each")"
      cp -a "$each" "$dest$each"
    done
  done
done
