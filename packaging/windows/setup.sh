#!/bin/bash
# Sees to it that Debian's packages are there. `setup.sh build` for what building needs, `setup.sh test` for
# what the trial under Wine needs as well. Does nothing, without network or root, where all are installed.
set -euo pipefail

build=(rustc-web cargo-web rust-web-src gcc-mingw-w64-x86-64-posix g++-mingw-w64-x86-64-posix
    libz-mingw-w64-dev cmake make pkg-config sqlite3 nsis python3 bzip2)
test=(wine wine64 xvfb xauth xdotool imagemagick libgl1-mesa-dri libgl1 mesa-vulkan-drivers libvulkan1
    fonts-noto-cjk g++ libsqlite3-mod-spatialite)

say() { printf 'setup: %s\n' "$*" >&2; }

case "${1:-}" in
build) packages=("${build[@]}") ;;
test) packages=("${build[@]}" "${test[@]}") ;;
*) say "say build or test"; exit 2 ;;
esac
if ! command -v dpkg-query >/dev/null 2>&1; then
    say "this is not Debian. Needed, under your system's names: ${packages[*]}"
    exit 1
fi
present="$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "${packages[@]}" 2>/dev/null | sed -n 's/^installed //p')"
missing=()
for package in "${packages[@]}"; do
    grep -qx -- "$package" <<<"$present" || missing+=("$package")
done
[ "${#missing[@]}" -gt 0 ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
    say "missing: ${missing[*]}"
    say "Run: sudo apt-get update && sudo apt-get install --no-install-recommends ${missing[*]}"
    exit 1
fi
say "installing ${missing[*]}"
apt-get update -q >&2
DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >&2 || {
    say "a package could not be installed. Debian 12 with its security updates has all of them."
    exit 1
}
