#!/usr/bin/env bash
# speed.sh DATA: measures the released programs on a data set with the folders geojson/ and shp/ (the
# eight layers function_zones, dw_zones, gw_zones, rivers, outfalls, wells, intakes, markers).
# Prints one line per job: what, best and median of five runs in milliseconds of wall time.
# With a display (DISPLAY set) it also measures the window by its frame log.
set -euo pipefail
data=$(realpath "$1")
cd "$(dirname "$0")/.."
cli=$PWD/target/release/shuijie-cli window=$PWD/target/release/shuijie
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

now_ms() { date +%s%N | cut -c1-13; }
# job NAME COMMAND…: five runs; the command may end with 0 or 1.
job() {
    local name=$1 runs=() start
    shift
    for _ in 1 2 3 4 5; do
        start=$(now_ms)
        "$@" >/dev/null 2>&1 || [ $? -eq 1 ]
        runs+=($(($(now_ms) - start)))
    done
    mapfile -t runs < <(printf '%s\n' "${runs[@]}" | sort -n)
    printf '%-34s best %7d ms   median %7d ms\n' "$name" "${runs[0]}" "${runs[2]}"
}

import_all() {
    local kind=$1 project=$work/$1.sqlite
    rm -f "$project"
    "$cli" new "$project"
    add() { "$cli" import "$project" "$data/$kind/$1.$kind" --layer "$2" "${@:3}"; }
    add function_zones function_zone --field zone_id=code --field class1=level1 --field class2=level2 \
        --field water=water_body --field wq_target=target_class --field len_km=length_km
    add dw_zones protection_zone --field zone_id=code --field level=grade --field source_id=source_code
    add gw_zones groundwater_area --field zone_id=code
    add rivers river --field river_id=code
    add outfalls outfall --field outfall_id=code --field kind=class
    add wells well --field well_id=code --field use=purpose
    add intakes intake --field intake_id=code --field source_id=source_code
    add markers boundary_marker --field marker_id=code --field layer=object_layer --field zone_id=object_code
}

relate_all() {
    for with in function_zone protection_zone groundwater_area; do
        for layer in outfall well; do
            "$cli" relate "$work/shp.sqlite" --layer "$layer" --with "$with" --nearest --timings \
                --out "$work/relate.csv" 2>>"$work/timings"
        done
    done
}

job "import 8 shapefiles, indexed" import_all shp
job "import 8 GeoJSON, indexed" import_all geojson
job "check outfall, cold process" "$cli" check outfall "$work/shp.sqlite" --at 102.71,25.04 --json
job "check well, cold process" "$cli" check well "$work/shp.sqlite" --at 102.71,25.04 --purpose industry --json
job "relate, 2 point x 3 area layers" relate_all
# The last six lines are one run of all six pairs.
printf 'of which work %s ms\n' "$(tail -n 6 "$work/timings" | sed 's/.*"work_ms":\([0-9.]*\).*/\1/' | paste -sd+ | bc)"

if [ -n "${DISPLAY:-}" ] && [ -x "$window" ]; then
    printf '%s' '[{"center":[102.8,25.3],"scale":1500000,"frames":20},{"center":[102.71,25.04],"scale":50000,"frames":20}]' \
        >"$work/tour.json"
    start=$(now_ms)
    "$window" "$work/shp.sqlite" --tour "$work/tour.json" --frame-log "$work/frames.csv" >/dev/null 2>&1
    printf 'window, tour of 40 frames, start to exit %d ms; frame log (step, median work ms, share complete):\n' $(($(now_ms) - start))
    awk -F, 'NR > 1 { print $2, $3, $4 }' "$work/frames.csv" | sort -k1,1n -k2,2n |
        awk '{ n[$1]++; w[$1, n[$1]] = $2; c[$1] += ($3 == "true" || $3 == 1) }
             END { for (s in n) printf "  step %s: %s ms, %d of %d\n", s, w[s, int((n[s] + 1) / 2)], c[s], n[s] }'
fi
