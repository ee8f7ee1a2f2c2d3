#!/bin/sh
# Proves that scripts/setup works on a bare Debian 12: bare_root.sh [COMMAND...], as root, with debootstrap installed.
# Makes a minimal root (debootstrap --variant=minbase plus git) under build/bare, clones HEAD into it and runs COMMAND there
# (default: scripts/setup && scripts/build). Takes minutes and downloads packages, so it is not part of scripts/test.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
root=${ADSBOX_BARE_ROOT:-$here/build/bare}
[ $# -gt 0 ] || set -- sh -c 'scripts/setup && scripts/setup && scripts/build'

# The mirror and its settings are this machine's own.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Codename: bookworm' | head -n 1)
if [ ! -e "$root/.made" ]; then
  rm -rf "$root"
  debootstrap --variant=minbase --include=git,ca-certificates bookworm "$root" "$mirror"
  rm -rf "$root/etc/apt/sources.list" "$root/etc/apt/sources.list.d"
  mkdir -p "$root/etc/apt/sources.list.d"
  for uri in $(apt-get indextargets --format '$(REPO_URI)|$(RELEASE)|$(COMPONENT)' 'Created-By: Packages' | grep bookworm | grep -v nodesource | sort -u); do
    echo "deb [trusted=yes] $(echo "$uri" | tr '|' ' ')"
  done | grep -E ' bookworm(-updates|-security)? main$' >"$root/etc/apt/sources.list"
  cp -r /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/"
  touch "$root/.made"
fi
for file in /etc/resolv.conf /etc/hosts; do cp "$file" "$root$file"; done
# Settings of npm and of certificates, where this machine needs some.
[ -f "$HOME/.npmrc" ] && cp "$HOME/.npmrc" "$root/root/.npmrc"
[ -d /usr/local/share/ca-certificates ] && cp -r /usr/local/share/ca-certificates "$root/usr/local/share/" && chroot "$root" update-ca-certificates >/dev/null 2>&1 || true

mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
mountpoint -q "$root/dev" || mount --rbind /dev "$root/dev"
trap 'umount "$root/proc"; umount -R -l "$root/dev"' EXIT
rm -rf "$root/adsbox"
git clone -q "$here" "$root/adsbox"
chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}" \
  sh -c 'cd /adsbox && exec "$@"' sh "$@"
