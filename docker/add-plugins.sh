#!/usr/bin/env bash
# add-plugins.sh FROM FIJI: adds what docker/plugins/ names to a Fiji: the update sites of update-sites.txt (one
# "NAME URL" a line, # begins a comment), then every jar.
set -euo pipefail
from=$1 fiji=$2

# Fiji's own updater; its classes lie in jars/ of every Fiji
updater() {
  java -Djava.awt.headless=true -Dij.dir="$fiji" -Dimagej.dir="$fiji" -cp "$fiji/jars/*" net.imagej.updater.CommandLine "$@"
}

if [[ -f $from/update-sites.txt ]]; then
  sites=0
  while read -r name url rest; do
    [[ -z $name || $name == \#* ]] && continue
    if [[ ! $url =~ ^https?:// || -n $rest ]]; then
      echo "add-plugins: update-sites.txt has \"$name $url $rest\": write NAME URL" >&2
      exit 1
    fi
    updater add-update-site "$name" "$url"
    sites=$((sites + 1))
  done <"$from/update-sites.txt"
  if ((sites > 0)); then updater update; fi
fi

find "$from" -name '*.jar' -print0 | while IFS= read -r -d '' jar; do
  install -D -m 644 "$jar" "$fiji/plugins/${jar#"$from/"}"
done
chmod -R u+rwX,go+rX,go-w "$fiji"
