#!/bin/bash
# Makes the Debian package from a release build: deb.sh [OUT_FOLDER], else target/deb. Needs no root. The
# package lists what it needs from what the programs are linked to.
set -euo pipefail
exec </dev/null
root="$(cd "$(dirname "$0")/../.." && pwd)"
cd "$root"
fail() { printf 'deb: %s\n' "$*" >&2; exit 1; }
packaging/linux/setup.sh
for tool in dpkg-deb dpkg-shlibdeps python3 cargo; do
    command -v "$tool" >/dev/null || fail "$tool is missing. Run: apt-get install dpkg-dev python3 (and install Rust with rustup)"
done
cargo build --locked --release --bins
built="$(cargo metadata --locked --format-version 1 --no-deps | python3 -c 'import json,sys; print(json.load(sys.stdin)["target_directory"])')"
out="${1:-$built/deb}"
version="$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)"
arch="$(dpkg --print-architecture)"
# The time of the last change, so that the same sources give the same package.
SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}"
export SOURCE_DATE_EPOCH

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
tree="$work/tree"
install -d "$tree/DEBIAN" "$work/debian"
for program in shuijie shuijie-cli; do
    install -Dm755 "$built/release/$program" "$tree/usr/bin/$program"
    strip --strip-debug "$tree/usr/bin/$program"
done
# Another PROJ's database must not be taken for the one that is built in.
mkdir -p "$work/share/proj"
echo "no database" >"$work/share/proj/proj.db"
mkdir -p "$work/bin"
cp "$tree/usr/bin/shuijie-cli" "$work/bin/"
PROJ_DATA="$work/share/proj" "$work/bin/shuijie-cli" doctor >"$work/doctor" 2>&1 ||
    fail "the program takes a foreign PROJ database. Was PROJ built before .cargo/config.toml said how? Run: cargo clean --release -p proj-sys. $(cat "$work/doctor")"
install -Dm644 packaging/linux/shuijie.desktop "$tree/usr/share/applications/shuijie.desktop"
install -Dm644 assets/icons/shuijie.png "$tree/usr/share/icons/hicolor/256x256/apps/shuijie.png"
doc="$tree/usr/share/doc/shuijie"
install -Dm644 LICENSE-MIT "$doc/LICENSE-MIT"
install -Dm644 LICENSE-APACHE "$doc/LICENSE-APACHE"
cat >"$doc/copyright" <<COPYRIGHT
Shuijie is licensed under MIT OR Apache-2.0, see LICENSE-MIT and LICENSE-APACHE beside this file. What else
is built into the programs is listed with its licences in THIRD-PARTY-LICENSES.gz.
COPYRIGHT
python3 packaging/licenses.py "$(rustc -vV | sed -n 's/^host: //p')" "$work/licenses"
gzip -9n <"$work/licenses" >"$doc/THIRD-PARTY-LICENSES.gz"
gzip -9n <CHANGELOG.md >"$doc/changelog.gz"
chmod 644 "$doc"/*

# dpkg-shlibdeps wants a source package's folder around it.
printf 'Source: shuijie\n\nPackage: shuijie\nArchitecture: any\n' >"$work/debian/control"
needed="$(cd "$work" && dpkg-shlibdeps -O "$tree/usr/bin/shuijie" "$tree/usr/bin/shuijie-cli" 2>/dev/null | sed -n 's/^shlibs:Depends=//p')"
[ -n "$needed" ] || fail "dpkg-shlibdeps found nothing that the programs need"
cat >"$tree/DEBIAN/control" <<CONTROL
Package: shuijie
Version: $version
Architecture: $arch
Maintainer: Shuijie contributors <shuijie@localhost>
Installed-Size: $(du -sk "$tree/usr" | cut -f1)
Depends: $needed, libsqlite3-mod-spatialite, libxkbcommon-x11-0, libxcursor1, libxi6, libxrandr2, libegl1
Recommends: fonts-noto-cjk, libgl1-mesa-dri, mesa-vulkan-drivers
Section: science
Priority: optional
Description: Compliance checks for outfalls and wells on a map
 A desktop GIS for water function zones, drinking-water sources and groundwater
 areas: place a proposed outfall or well and see which rules it touches, with
 their sources. Works without a network; a project is one SpatiaLite file.
CONTROL
mkdir -p "$out"
dpkg-deb --root-owner-group --build "$tree" "$out/shuijie_${version}_$arch.deb"
