#!/bin/bash
# Makes the Windows programs, mod_spatialite.dll, the installer and the portable ZIP on Debian 12, from
# Debian's packages and the crate registry. One command, no arguments. What is built stays in
# $SHUIJIE_WINDOWS_CACHE (~/.cache/shuijie-windows) for the next run; the results go to its folder dist.
#   SHUIJIE_WINDOWS_TARGET  cargo's target folder, else inside the cache
#   SHUIJIE_JOBS            how much is compiled at once, else one for each processor
set -euo pipefail
exec </dev/null
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
export SHUIJIE_WINDOWS_CACHE="${SHUIJIE_WINDOWS_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/shuijie-windows}"
export SHUIJIE_JOBS="${SHUIJIE_JOBS:-$(nproc)}"
cache="$SHUIJIE_WINDOWS_CACHE"
target="${SHUIJIE_WINDOWS_TARGET:-$cache/target}"
stage="$cache/stage"
dist="$cache/dist"
mkdir -p "$cache" "$target"

step() {
    local name=$1 started=$SECONDS
    shift
    printf '==> %s\n' "$name" >&2
    # In a shell of its own and not before ||, where a failure inside would be passed over.
    set +e
    (set -e; "$@")
    local code=$?
    set -e
    [ "$code" -eq 0 ] || { printf '<== %s: FAILED\n' "$name" >&2; exit 1; }
    printf '<== %s: %d s\n' "$name" "$((SECONDS - started))" >&2
}

step "Debian packages" "$here/setup.sh" build
. "$here/pins.sh"
. "$here/toolchain.sh"
cd "$root"
version="$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)"
numbers="$(sed 's/[-+].*//' <<<"$version").0"
# The time of the last change, so that the same sources give the same archive.
SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}"
export SOURCE_DATE_EPOCH

programs() {
    CARGO_TARGET_DIR="$target" cargo build --locked --release --bins -j"$SHUIJIE_JOBS"
}

# The PROJ in the programs is the one that pins.sh names.
proj_archive() {
    local archive
    archive="$(find "${CARGO_HOME:-$HOME/.cargo}/registry/src" -path "*/proj-sys-*/PROJSRC/proj-$PROJ_VERSION.tar.gz" | head -1)"
    [ -n "$archive" ] || { printf 'PROJ %s is not in the crate registry folder: has the crate changed? See pins.sh.\n' "$PROJ_VERSION" >&2; return 1; }
    printf '%s  %s\n' "$PROJ_SHA256" "$archive" | sha256sum --check --quiet -
    mkdir -p "$cache/licenses"
    tar -xOf "$archive" "proj-$PROJ_VERSION/COPYING" >"$cache/licenses/PROJ-COPYING.txt"
}

licences() {
    python3 packaging/licenses.py "$CARGO_BUILD_TARGET" "$stage/THIRD-PARTY-LICENSES.txt" \
        "mod_spatialite.dll: SpatiaLite $SPATIALITE_VERSION without rttopo and gcp, MPL-1.1 OR GPL-2.0+ OR LGPL-2.1+; source: Debian package $SPATIALITE_PACKAGE, https://www.gaia-gis.it/fossil/libspatialite=$cache/licenses/SpatiaLite-COPYING.txt" \
        "mod_spatialite.dll: GEOS $GEOS_VERSION, LGPL-2.1; source: Debian package $GEOS_PACKAGE, https://libgeos.org=$cache/licenses/GEOS-COPYING.txt" \
        "shuijie.exe, shuijie-cli.exe, mod_spatialite.dll: PROJ $PROJ_VERSION; source: crate proj-sys, https://proj.org=$cache/licenses/PROJ-COPYING.txt" \
        "mod_spatialite.dll: zlib=/usr/share/doc/libz-mingw-w64-dev/copyright" \
        "all: MinGW-w64 runtime=/usr/share/doc/mingw-w64-x86-64-dev/copyright" \
        "all: GCC runtime, GPL-3.0 with the GCC Runtime Library Exception=/usr/share/doc/gcc-mingw-w64-base/copyright"
}

fill_stage() {
    local built="$target/$CARGO_BUILD_TARGET/release"
    rm -rf "$stage"
    mkdir -p "$stage" "$dist"
    cp "$built/shuijie.exe" "$built/shuijie-cli.exe" "$cache/mod_spatialite.dll" "$stage/"
    cp LICENSE-MIT "$stage/LICENSE-MIT.txt"
    cp LICENSE-APACHE "$stage/LICENSE-APACHE.txt"
    licences
    # Nothing may be needed that Windows has not.
    local foreign
    foreign="$(for file in "$stage"/*.exe "$stage"/*.dll; do
        x86_64-w64-mingw32-objdump -p "$file" | sed -n 's/.*DLL Name: //p'
    done | sort -uf | grep -iE '^(lib|.*(stdc|winpthread|gcc_s|zlib))' || true)"
    [ -z "$foreign" ] || { printf 'these DLLs would have to be shipped: %s\n' "$foreign" >&2; return 1; }
}

installer() {
    makensis -V2 -DVERSION="$version" -DNUMBERS="$numbers" -DSTAGE="$stage" \
        -DOUT="$dist/Shuijie-$version-setup.exe" "$here/installer.nsi" >&2
}

portable() {
    python3 "$here/portable.py" "$stage" "$dist/Shuijie-$version-portable.zip" "Shuijie-$version" "$here/portable.txt"
}

step "sources of SpatiaLite and GEOS" "$here/spatialite/build.sh" sources
step "programs" programs
step "PROJ is as pinned" proj_archive
step "mod_spatialite.dll" "$here/spatialite/build.sh" dll "$target"
step "files and licences" fill_stage
step "installer" installer
step "portable ZIP" portable
(cd "$dist" && sha256sum "Shuijie-$version-setup.exe" "Shuijie-$version-portable.zip" >SHA256SUMS)
size="$(stat -c %s "$dist/Shuijie-$version-setup.exe")"
if [ "$size" -gt $((40 * 1024 * 1024)) ]; then
    printf 'the installer has %d bytes, more than the 40 MB agreed on\n' "$size" >&2
    exit 1
fi
ls -l "$dist"
printf 'done in %d s: %s\n' "$SECONDS" "$dist"
