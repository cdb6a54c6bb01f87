#!/bin/bash
# Makes mod_spatialite.dll with GEOS and PROJ inside, so that it needs no other DLL. Called by ../build.sh
# after the programs, whose PROJ and SQLite it takes from the target folder.
#   build.sh sources | build.sh geos | build.sh dll TARGET_FOLDER
# Everything lies in $SHUIJIE_WINDOWS_CACHE; what is there already is kept.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
. "$here/../pins.sh"
cache="${SHUIJIE_WINDOWS_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/shuijie-windows}"
jobs="${SHUIJIE_JOBS:-$(nproc)}"
prefix="$cache/prefix"
mkdir -p "$cache/sources" "$prefix/lib" "$prefix/include"

say() { printf 'spatialite: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# The mirror that the system takes its packages from, in the newer or the older way of naming it.
mirror() {
    local list=/etc/apt/sources.list.d/debian.sources uri
    if [ -r "$list" ]; then
        awk 'BEGIN{RS="";ORS="\n\n"} !/security/' "$list" | sed 's/^Types:.*/Types: deb-src/; /^#/d'
        return 0
    fi
    uri="$(sed -n 's/^deb \(\[[^]]*\] \)\?\([^ ]*\) .*/\2/p' /etc/apt/sources.list 2>/dev/null | grep -v security | head -1)"
    [ -n "$uri" ] || fail "no mirror in $list or /etc/apt/sources.list. Put $SPATIALITE_ARCHIVE and $GEOS_ARCHIVE into $cache/sources by hand."
    printf 'Types: deb-src\nURIs: %s\nSuites: stable\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' "$uri"
}

# The same mirror, read through lists of our own: the system's are left alone.
apt_source() { # package suite
    local own="$cache/apt" options
    mkdir -p "$own/parts" "$own/lists/partial"
    if [ ! -s "$own/parts/sources.sources" ]; then
        mirror >"$own/base"
        for suite in "$SPATIALITE_SUITE" "$GEOS_SUITE"; do
            sed "s/^Suites:.*/Suites: $suite/" "$own/base"
        done >"$own/parts/sources.sources"
    fi
    options=(-o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$own/parts"
        -o "Dir::State::lists=$own/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -q)
    [ -e "$own/updated" ] || { apt-get "${options[@]}" update >&2; touch "$own/updated"; }
    (cd "$cache/sources" && apt-get "${options[@]}" source --download-only -t "$2" "$1" >&2)
}

check() { # archive sha256
    printf '%s  %s\n' "$2" "$cache/sources/$1" | sha256sum --check --quiet - ||
        fail "$1 is not the archive that pins.sh names. Delete it and run this again."
}

sources() {
    [ -s "$cache/sources/$SPATIALITE_ARCHIVE" ] || apt_source "$SPATIALITE_PACKAGE" "$SPATIALITE_SUITE"
    [ -s "$cache/sources/$GEOS_ARCHIVE" ] || apt_source "$GEOS_PACKAGE" "$GEOS_SUITE"
    check "$SPATIALITE_ARCHIVE" "$SPATIALITE_SHA256"
    check "$GEOS_ARCHIVE" "$GEOS_SHA256"
}

geos() {
    [ ! -s "$prefix/lib/libgeos_c.a" ] || return 0
    say "building GEOS $GEOS_VERSION"
    rm -rf "$cache/geos" "$cache/geos-build"
    mkdir -p "$cache/geos"
    tar -xf "$cache/sources/$GEOS_ARCHIVE" -C "$cache/geos" --strip-components=1
    cmake -S "$cache/geos" -B "$cache/geos-build" -DCMAKE_TOOLCHAIN_FILE="$here/../mingw.cmake" \
        -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF -DBUILD_TESTING=OFF -DBUILD_BENCHMARKS=OFF \
        -DBUILD_GEOSOP=OFF -DCMAKE_INSTALL_PREFIX="$prefix" >"$cache/geos.log" 2>&1 &&
        make -C "$cache/geos-build" -j"$jobs" install >>"$cache/geos.log" 2>&1 ||
        fail "GEOS could not be built, see $cache/geos.log"
}

# PROJ and SQLite as cargo has just built them for the programs, with their headers.
from_cargo() { # target folder
    local build="$1/x86_64-pc-windows-gnu/release/build" proj sqlite crate
    proj="$(find "$build" -path '*proj-sys-*/out/lib/libproj.a' -printf '%T@ %p\n' | sort -n | tail -1 | cut -d' ' -f2-)"
    sqlite="$(find "$build" -path '*libsqlite3-sys-*/out/libsqlite3.a' -printf '%T@ %p\n' | sort -n | tail -1 | cut -d' ' -f2-)"
    [ -n "$proj" ] && [ -n "$sqlite" ] || fail "no PROJ and SQLite in $build. Build the programs first."
    cp "$proj" "$sqlite" "$prefix/lib/"
    cp "$(dirname "$proj")"/../include/*.h "$prefix/include/"
    cp -r "$(dirname "$proj")"/../include/proj "$prefix/include/" 2>/dev/null || true
    crate="$(find "${CARGO_HOME:-$HOME/.cargo}/registry/src" -maxdepth 2 -name "libsqlite3-sys-$SQLITE_CRATE" | head -1)"
    [ -n "$crate" ] || fail "the sources of libsqlite3-sys $SQLITE_CRATE are not in the crate registry's folder"
    cp "$crate/sqlite3/sqlite3.h" "$crate/sqlite3/sqlite3ext.h" "$prefix/include/"
}

dll() { # target folder
    local tree="$cache/spatialite"
    SQLITE_CRATE="$(awk '/^name = "libsqlite3-sys"/{getline; gsub(/version = |"/, ""); print}' "$here/../../../Cargo.lock")"
    from_cargo "$1"
    # Rebuilt when what goes into it has changed.
    local stamp
    stamp="$(cat "$here"/*.[ch] "$0" "$here/../pins.sh" "$prefix/lib/libproj.a" "$prefix/lib/libsqlite3.a" | sha256sum)"
    if [ -s "$cache/mod_spatialite.dll" ] && [ "$(cat "$cache/dll.stamp" 2>/dev/null)" = "$stamp" ]; then
        return 0
    fi
    say "building SpatiaLite $SPATIALITE_VERSION"
    local cc=x86_64-w64-mingw32-gcc-posix
    "$cc" -O2 -c "$here/iconv.c" -o "$cache/iconv.o"
    rm -f "$prefix/lib/libiconv.a" "$prefix/lib/libcharset.a"
    x86_64-w64-mingw32-ar rcs "$prefix/lib/libiconv.a" "$cache/iconv.o"
    cp "$prefix/lib/libiconv.a" "$prefix/lib/libcharset.a"
    cp "$here/iconv.h" "$here/localcharset.h" "$prefix/include/"
    # SpatiaLite's configure drops the libraries that a static GEOS needs; this answers in full.
    cat >"$cache/geos-config" <<CONFIG
#!/bin/sh
case "\$1" in
--version) echo $GEOS_VERSION ;;
--includes) echo $prefix/include ;;
--cflags) echo -I$prefix/include ;;
*) echo "-L$prefix/lib -lgeos_c -lgeos -lstdc++" ;;
esac
CONFIG
    chmod +x "$cache/geos-config"
    rm -rf "$tree"
    mkdir -p "$tree"
    tar -xf "$cache/sources/$SPATIALITE_ARCHIVE" -C "$tree" --strip-components=1
    # In the source tree: elsewhere it would find the archive's own stale gaiaconfig.h.
    # Without rttopo and gcp, whose licences would make the whole of it GPL.
    (
        cd "$tree"
        CC="$cc" CXX=x86_64-w64-mingw32-g++-posix CPPFLAGS="-I$prefix/include" CFLAGS="-O2 -w" \
            LDFLAGS="-L$prefix/lib -static -static-libgcc" \
            LIBS="-lproj -lsqlite3 -lstdc++ -lws2_32 -lole32 -lshell32" \
            SQLITE3_CFLAGS="-I$prefix/include" SQLITE3_LIBS=" " \
            ./configure --host=x86_64-w64-mingw32 --prefix="$prefix" --enable-module-only --disable-freexl \
            --disable-libxml2 --disable-minizip --disable-rttopo --disable-gcp --disable-examples \
            --with-geosconfig="$cache/geos-config" --disable-shared --enable-static
        make -j"$jobs" -C src
    ) >"$cache/spatialite.log" 2>&1 || fail "SpatiaLite could not be built, see $cache/spatialite.log"
    printf 'EXPORTS\nsqlite3_modspatialite_init\n' >"$cache/mod.def"
    x86_64-w64-mingw32-g++-posix -shared -static -static-libgcc -static-libstdc++ -s \
        -o "$cache/mod_spatialite.part" "$cache/mod.def" \
        -Wl,--whole-archive "$tree/src/.libs/mod_spatialite.a" -Wl,--no-whole-archive -L"$prefix/lib" \
        -lgeos_c -lgeos -lproj -lsqlite3 -liconv -lz -lole32 -lshell32 -lws2_32 >>"$cache/spatialite.log" 2>&1 ||
        fail "mod_spatialite.dll could not be linked, see $cache/spatialite.log"
    mv "$cache/mod_spatialite.part" "$cache/mod_spatialite.dll"
    mkdir -p "$cache/licenses"
    cp "$tree/COPYING" "$cache/licenses/SpatiaLite-COPYING.txt"
    cp "$cache/geos/COPYING" "$cache/licenses/GEOS-COPYING.txt"
    printf '%s' "$stamp" >"$cache/dll.stamp"
}

case "${1:-}" in
sources) sources ;;
geos) sources; geos ;;
dll) sources; geos; dll "$(cd "${2:?target folder}" && pwd)" ;;
*) fail "say sources, geos or dll" ;;
esac
