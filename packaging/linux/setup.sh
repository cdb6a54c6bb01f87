#!/bin/sh
# Installs what building, running and testing Shuijie needs beside Rust, from Debian or Ubuntu packages.
# Does nothing, and needs neither network nor root, where all of it is there.
set -eu

# Build: a C and C++ compiler, cmake and sqlite3 for the PROJ that is built into the programs.
# Run: SpatiaLite, and an OpenGL or Vulkan driver (also in software) with the libraries of an X window.
# Test: a virtual display. Fonts: Chinese text on a machine that has none.
packages="
build-essential cmake pkg-config sqlite3
libsqlite3-mod-spatialite
libgl1-mesa-dri libegl1 mesa-vulkan-drivers libvulkan1
libxkbcommon-x11-0 libxcursor1 libxi6 libxrandr2
xvfb xauth
fonts-noto-cjk"

say() { printf 'setup: %s\n' "$*" >&2; }

if ! command -v cargo >/dev/null 2>&1; then
    if [ -x "${CARGO_HOME:-${HOME:-}/.cargo}/bin/cargo" ]; then
        say "cargo is installed but not on the PATH. Run: . \"${CARGO_HOME:-\$HOME/.cargo}/env\""
    else
        say "cargo is missing. Install Rust 1.95 or newer with rustup, then run this again."
    fi
    exit 1
fi

if ! command -v dpkg-query >/dev/null 2>&1; then
    say "this is not Debian or Ubuntu, so nothing was installed. Needed, under your system's names:" $packages
    exit 0
fi

present=" $(dpkg-query -W -f='${db:Status-Status} ${Package}\n' $packages 2>/dev/null |
    sed -n 's/^installed //p' | tr '\n' ' ') "
missing=""
for package in $packages; do
    case $present in
    *" $package "*) ;;
    *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    say "apt-get is missing. Install these packages by hand, then run this again:$missing"
    exit 1
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        say "neither root nor sudo. Ask an administrator to run: apt-get install$missing"
        exit 1
    fi
    as_root="sudo"
fi

say "installing$missing"
$as_root apt-get update -q
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
