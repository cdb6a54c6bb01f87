#!/usr/bin/env bash
# map.sh PROJECT: measures the released command line's `map` on a project. Prints one line per page: best
# and median of five runs in milliseconds of drawing (after loading, as --timings counts it), of the whole
# process, and the size of the file; and whether two runs gave the same bytes.
set -euo pipefail
project=$(realpath "$1")
cd "$(dirname "$0")/.."
cli=$PWD/target/release/shuijie-cli
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

page() {
    local name=$1 file=$work/$2 drawn=() whole=() start
    shift 2
    for _ in 1 2 3 4 5; do
        start=$(date +%s%N)
        "$cli" map "$project" --out "$file" --date 2026-01-01 --timings "$@" >/dev/null 2>"$work/err"
        whole+=($((($(date +%s%N) - start) / 1000000)))
        drawn+=("$(sed -n 's/.*"work_ms":\([0-9]*\).*/\1/p' "$work/err")")
    done
    mapfile -t drawn < <(printf '%s\n' "${drawn[@]}" | sort -n)
    mapfile -t whole < <(printf '%s\n' "${whole[@]}" | sort -n)
    local first
    first=$(sha256sum <"$file")
    "$cli" map "$project" --out "$file" --date 2026-01-01 "$@" >/dev/null 2>&1
    printf '%-26s drawing best %5d median %5d ms   process %5d ms   %8d bytes   same twice %s\n' "$name" \
        "${drawn[0]}" "${drawn[2]}" "${whole[2]}" "$(stat -c %s "$file")" \
        "$([ "$first" = "$(sha256sum <"$file")" ] && echo yes || echo NO)"
}

page "A4 PDF, all" a.pdf
page "A4 PNG 300 dpi, all" a.png --dpi 300
page "A4 SVG, all" a.svg
page "A4 PDF, 1:50 000" near.pdf --scale 50000 --center 102.71,25.04
page "A3 PNG 300 dpi, 1:50 000" near.png --paper a3 --scale 50000 --center 102.71,25.04
