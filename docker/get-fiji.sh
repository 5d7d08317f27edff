#!/usr/bin/env bash
# get-fiji.sh URL SHA256 DEST: downloads a Fiji (zip or tar.gz), checks its digest and unpacks it to DEST.
set -euo pipefail
url=$1 sha256=$2 dest=$3
if [[ -z $url || ! $sha256 =~ ^[0-9a-f]{64}$ ]]; then
  echo "get-fiji: FIJI_URL is \"$url\" and FIJI_SHA256 is \"$sha256\": give an address and its 64 hex digits" >&2
  exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
curl --fail --silent --show-error --location --retry 3 --output "$work/archive" "$url"
found=$(sha256sum "$work/archive" | cut -d' ' -f1)
if [[ $found != "$sha256" ]]; then
  echo "get-fiji: $url has SHA-256 $found, not $sha256: check FIJI_URL and FIJI_SHA256" >&2
  exit 1
fi
mkdir "$work/files"
case $(head -c 2 "$work/archive" | od -An -tx1 | tr -d ' ') in
  504b) unzip -q "$work/archive" -d "$work/files" ;;
  1f8b) tar -xzf "$work/archive" -C "$work/files" ;;
  *) echo "get-fiji: $url is neither a zip nor a tar.gz archive" >&2 && exit 1 ;;
esac
# Fiji.app/ in old archives, Fiji/ in new ones
jars=$(find "$work/files" -maxdepth 2 -type d -name jars)
if [[ -z $jars || $jars == *$'\n'* ]]; then
  echo "get-fiji: $url holds no Fiji: there is no folder jars/ at its top" >&2
  exit 1
fi
mkdir -p "$(dirname "$dest")"
mv "$(dirname "$jars")" "$dest"
# whoever runs the container may read everything, and write nothing
chown -R 0:0 "$dest"
chmod -R u+rwX,go+rX,go-w "$dest"
