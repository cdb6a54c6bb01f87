#!/bin/bash
# Tries the built installer and portable ZIP under Wine: installs silently into a folder with a Chinese name,
# compares the command line's JSON byte for byte with the Linux program's, opens the window on the sample,
# clicks the map, takes a screenshot, uninstalls and looks for what is left. Run build.sh first.
#   test.sh         all of that
#   test.sh tests   the library's tests under Wine as well (a debug build for Windows, long)
# The results go to $SHUIJIE_WINDOWS_CACHE/test; SHUIJIE_LINUX_CLI names a shuijie-cli for Linux that is
# built already.
set -euo pipefail
exec </dev/null
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
cache="${SHUIJIE_WINDOWS_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/shuijie-windows}"
target="${SHUIJIE_WINDOWS_TARGET:-$cache/target}"
out="$cache/test"
version="$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)"
setup_exe="$cache/dist/Shuijie-$version-setup.exe"
zip="$cache/dist/Shuijie-$version-portable.zip"
installed='C:\水利软件\水界'
fixed_date=2026-09-01

step() { printf '==> %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

"$here/setup.sh" test
[ -s "$setup_exe" ] && [ -s "$zip" ] || fail "no installer in $cache/dist. Run packaging/windows/build.sh first."

rm -rf "$out"
mkdir -p "$out/linux" "$out/wine"
export WINEPREFIX="$out/prefix" WINEARCH=win64 WINEDEBUG="${WINEDEBUG:--all}" LC_ALL=C.UTF-8
drive="$WINEPREFIX/drive_c"
unset DISPLAY
display_pid=""
finish() {
    wineserver -k >/dev/null 2>&1 || true
    [ -z "$display_pid" ] || kill "$display_pid" 2>/dev/null || true
}
trap finish EXIT

step "a fresh Windows folder"
mkdir -p "$WINEPREFIX"
wine wineboot -i >/dev/null 2>&1
# For the test alone, never shipped: Wine 8 lacks the DLL that Rust's library takes random numbers from.
x86_64-w64-mingw32-gcc-posix -O2 -shared -static-libgcc -o "$drive/windows/system32/bcryptprimitives.dll" \
    "$here/wine-bcryptprimitives.c" -ladvapi32
# Chinese fonts are those of Linux, which Wine lends: copied into its own folder they would be lost among them.

step "silent installation into $installed"
find "$drive" -not -path '*/windows/*' -not -path '*/Temp/*' -type f | sort >"$out/before.txt"
wine "$setup_exe" /S /CurrentUser "/D=$installed" 2>/dev/null
place="$drive/水利软件/水界"
for file in shuijie.exe shuijie-cli.exe mod_spatialite.dll Uninstall.exe THIRD-PARTY-LICENSES.txt; do
    [ -s "$place/$file" ] || fail "$file was not installed"
done
wine reg query 'HKCU\Software\Classes\.sqlite\OpenWithProgids' /v Shuijie.Project >/dev/null 2>&1 ||
    fail "'open with' was not registered"

# The same command in both systems, each in its own folder, the files named alike.
linux_cli="${SHUIJIE_LINUX_CLI:-}"
if [ -z "$linux_cli" ]; then
    step "the Linux program to compare with"
    (cd "$root" && cargo build --locked --release --no-default-features --bin shuijie-cli)
    linux_cli="$(cd "$root" && cargo metadata --format-version 1 --no-deps | python3 -c 'import json,sys; print(json.load(sys.stdin)["target_directory"])')/release/shuijie-cli"
fi
on_linux() { (cd "$out/linux" && SHUIJIE_DATA_DIR="$out/linux-data" "$linux_cli" "$@"); }
on_wine() { (cd "$out/wine" && wine "$place/shuijie-cli.exe" "$@" 2>"$out/stderr.txt"); }
# What both say to the command must be equal, and so must the exit codes.
same() { # name arguments
    local name=$1 code_linux=0 code_wine=0
    shift
    on_linux "$@" >"$out/linux/$name.json" || code_linux=$?
    on_wine "$@" >"$out/wine/$name.json" || code_wine=$?
    [ "$code_linux" -eq "$code_wine" ] ||
        fail "$name ends with $code_wine in Windows and $code_linux in Linux: $(cat "$out/stderr.txt")"
    [ "$code_wine" -lt 2 ] && [ -s "$out/wine/$name.json" ] || fail "$name does not work: $(cat "$out/stderr.txt")"
    cmp "$out/linux/$name.json" "$out/wine/$name.json" || fail "$name differs between Windows and Linux"
    printf '    %-28s same, %d bytes\n' "$name" "$(stat -c %s "$out/wine/$name.json")"
}

step "doctor"
on_wine doctor --json >"$out/doctor.json" || true
cat "$out/doctor.json"
python3 - "$out/doctor.json" <<'PY'
import json, sys
for item in json.load(open(sys.argv[1], encoding="utf-8")):
    if item["name"] in ("SpatiaLite", "PROJ") and not item["ok"]:
        sys.exit(f"{item['name']}: {item['detail']}")
PY

step "the sample, checks and the audit against Linux"
on_linux sample 昆明.sqlite >/dev/null
on_wine sample 昆明.sqlite >/dev/null || fail "sample: $(cat "$out/stderr.txt")"
same info info 昆明.sqlite --json
same verify verify 昆明.sqlite --json
same check-well check well 昆明.sqlite --at 102.712,25.035 --purpose industry --as-of "$fixed_date" --json
same check-outfall check outfall 昆明.sqlite --at 102.861,25.018 --class park_wwtp --as-of "$fixed_date" --json
same quality quality 昆明.sqlite --year 2025 --json
same audit audit 昆明.sqlite --as-of "$fixed_date" --json

step "import of a GBK shapefile"
python3 "$here/make_shapefile.py" "$out/linux/排污口"
cp "$out/linux"/排污口.* "$out/wine/"
for side in linux wine; do (cd "$out/$side" && "on_$side" new 导入.sqlite >/dev/null); done
same import import 导入.sqlite 排污口.shp --layer outfall --encoding GBK --field 编码=code --field 名称=name --json
same imported info 导入.sqlite --json

step "a map"
# The size differs with the fonts that a system has.
map_of() { "$1" map 昆明.sqlite --out map.png --date "$fixed_date" --json | grep -v '"bytes"'; }
map_of on_linux >"$out/linux/map.json"
map_of on_wine >"$out/wine/map.json" || fail "map: $(cat "$out/stderr.txt")"
cmp "$out/linux/map.json" "$out/wine/map.json" || fail "the map differs between Windows and Linux"
cp "$out/wine/map.png" "$out/map.png"

step "a case and its document, written in Windows and verified in Linux"
on_wine check outfall 昆明.sqlite --at 102.861,25.018 --class park_wwtp --as-of "$fixed_date" --save \
    --applicant 某公司 >/dev/null || [ $? -eq 1 ] || fail "check --save: $(cat "$out/stderr.txt")"
on_wine report 昆明.sqlite --case PK-2026-0001 --out 审查.pdf --date "$fixed_date" --json >"$out/report.json" ||
    fail "report: $(cat "$out/stderr.txt")"
(cd "$out/wine" && SHUIJIE_DATA_DIR="$out/linux-data" "$linux_cli" report 昆明.sqlite --verify 审查.pdf --json) \
    >"$out/verify.json" || fail "Linux does not verify the document: $(cat "$out/verify.json")"

step "portable, in a folder with Chinese characters and spaces"
stick="$drive/U 盘 资料"
mkdir -p "$stick"
python3 -m zipfile -e "$zip" "$stick"
portable="$stick/Shuijie-$version"
(cd "$out/wine" && wine "$portable/shuijie-cli.exe" doctor --json 2>/dev/null || true) >"$out/doctor-portable.json"
# Which of the fonts of Linux Wine names differs from run to run.
for of in doctor doctor-portable; do
    python3 -c 'import json,sys; print([item for item in json.load(open(sys.argv[1], encoding="utf-8")) if item["name"] != "中文字体"])' \
        "$out/$of.json" >"$out/$of.txt"
done
cmp "$out/doctor.txt" "$out/doctor-portable.txt" || fail "the portable program says something else than the installed one"

window() { # program screenshot [arguments]
    local program=$1 shot=$2
    shift 2
    wine "$program" "$@" >"$out/window.log" 2>&1 &
    local pid=$! waited=0
    until xdotool search --name '水界|昆明' >"$out/window.id" 2>/dev/null || [ "$waited" -ge 180 ]; do
        kill -0 "$pid" 2>/dev/null || { cat "$out/window.log" >&2; fail "the window's program ended"; }
        sleep 2
        waited=$((waited + 2))
    done
    [ -s "$out/window.id" ] || { import -window root "$shot"; cat "$out/window.log" >&2; fail "no window after $waited s, see $shot"; }
    sleep "${SHUIJIE_TEST_WAIT:-60}"
    import -window root "$shot"
    # The middle of the map; what is there comes up in the panel beside it.
    xdotool mousemove 640 420 sleep 1 key F3 sleep 1 click 1
    sleep 15
    import -window root "${shot%.png}-clicked.png"
    cmp -s "$shot" "${shot%.png}-clicked.png" && fail "a click on the map changed nothing, see $shot"
    xdotool key ctrl+q
    waited=0
    while kill -0 "$pid" 2>/dev/null && [ "$waited" -lt 30 ]; do sleep 1; waited=$((waited + 1)); done
    kill "$pid" 2>/dev/null && fail "Ctrl+Q did not end the program"
    return 0
}

step "the window on the sample"
number=71
while [ -e "/tmp/.X11-unix/X$number" ]; do number=$((number + 1)); done
Xvfb ":$number" -screen 0 1280x800x24 >/dev/null 2>&1 &
display_pid=$!
export DISPLAY=":$number" LIBGL_ALWAYS_SOFTWARE=1
sleep 2
SHUIJIE_START=sample window "$portable/shuijie.exe" "$out/window.png"
[ -s "$portable/data/settings.json" ] || fail "the portable program keeps no settings beside itself"
[ -s "$portable/data/昆明示意数据.sqlite" ] || fail "the portable program keeps no data beside itself"
if find "$drive/users" -iname '*shuijie*' -not -name '*.lnk' | grep .; then
    fail "the portable program left something in the user's folder"
fi

step "uninstallation"
echo keep >"$place/用户的项目.sqlite"
wine "$place/Uninstall.exe" /CurrentUser /S 2>/dev/null
for _ in $(seq 20); do [ -e "$place/Uninstall.exe" ] || break; sleep 1; done
sleep 2
rm -rf "$stick"
find "$drive" -not -path '*/windows/*' -not -path '*/Temp/*' -type f | sort >"$out/after.txt"
left="$(comm -13 "$out/before.txt" "$out/after.txt" | sed "s|$drive/||")"
[ "$left" = "水利软件/水界/用户的项目.sqlite" ] || fail "left after uninstalling: $left"
for key in 'HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Shuijie' 'HKCU\Software\Classes\Shuijie.Project' \
    'HKCU\Software\Classes\Applications\shuijie.exe'; do
    ! wine reg query "$key" >/dev/null 2>&1 || fail "left in the registry: $key"
done

if [ "${1:-}" = tests ]; then
    step "the library's tests under Wine"
    # shellcheck source=toolchain.sh
    (
        . "$here/toolchain.sh"
        export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER=wine CARGO_TARGET_DIR="$target"
        # The map's tests draw, by what Wine finds behind the display of the window's trial.
        export CARGO_PROFILE_DEV_DEBUG=false
        export SHUIJIE_SPATIALITE="$(winepath -w "$cache/mod_spatialite.dll" 2>/dev/null)"
        cd "$root"
        cargo test --locked --lib --no-fail-fast
    ) >"$out/tests.log" 2>&1 || {
        sed -n '/^failures:$/,$p' "$out/tests.log" >&2
        fail "the library's tests fail under Wine, see $out/tests.log"
    }
    grep '^test result:' "$out/tests.log"
fi
printf 'All passed in %d s. Look at %s and %s\n' "$SECONDS" "$out/window.png" "$out/window-clicked.png"
