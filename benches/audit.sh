#!/usr/bin/env bash
# audit.sh DATA…: measures `audit` of the released program on one or more data sets (as speed.sh: a
# folder with shp/, the eight layers). Prints best and median of five runs in milliseconds of wall time
# and where they went. On sets of up to 1 000 areas it also runs cover and nearest the naive way, every
# point against every area with SpatiaLite's own functions and no index, and compares the answers.
# SHUIJIE_CLI names another program; NAIVE=0 leaves the naive runs out.
set -euo pipefail
cd "$(dirname "$0")/.."
cli=${SHUIJIE_CLI:-$PWD/target/release/shuijie-cli}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

now_ms() { date +%s%N | cut -c1-13; }
# job NAME COMMAND…: five runs; the command may end with 0 or 1.
job() {
    local name=$1 runs=() start
    shift
    for _ in 1 2 3 4 5; do
        start=$(now_ms)
        "$@" >/dev/null 2>"$work/timings" || [ $? -eq 1 ]
        runs+=($(($(now_ms) - start)))
    done
    mapfile -t runs < <(printf '%s\n' "${runs[@]}" | sort -n)
    printf '%-34s best %7d ms   median %7d ms   %s\n' "$name" "${runs[0]}" "${runs[2]}" "$(tail -n 1 "$work/timings")"
}

# import_all DATA PROJECT
import_all() {
    local data=$1 project=$2
    "$cli" new "$project" >/dev/null
    add() { "$cli" import "$project" "$data/shp/$1.shp" --layer "$2" "${@:3}" >/dev/null || [ $? -eq 1 ]; }
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

# naive SQL PROJECT: what a query without any index answers, in the form of the table of `relate`.
naive() {
    sqlite3 -readonly -batch -noheader -separator , -cmd ".load mod_spatialite" "$2" "$1"
}
COVER="SELECT p.code, z.code FROM outfall p JOIN protection_zone z
       ON ST_Covers(z.geom, p.geom) = 1 ORDER BY 1, 2"
NEAREST="WITH z AS MATERIALIZED (SELECT ST_Boundary(ST_Transform(geom, 4543)) AS edge FROM protection_zone),
         p AS MATERIALIZED (SELECT code, ST_Transform(geom, 4543) AS place FROM outfall)
         SELECT p.code, round(min(ST_Distance(p.place, z.edge)), 2) FROM p, z GROUP BY p.code ORDER BY 1"

# against_naive PROJECT
against_naive() {
    local project=$1 table=$work/relate.csv start relate_ms cover_ms nearest_ms
    start=$(now_ms)
    "$cli" relate "$project" --layer outfall --with protection_zone --nearest --out "$table" >/dev/null
    relate_ms=$(($(now_ms) - start))
    start=$(now_ms)
    naive "$COVER" "$project" >"$work/cover.naive"
    cover_ms=$(($(now_ms) - start))
    start=$(now_ms)
    naive "$NEAREST" "$project" >"$work/nearest.naive"
    nearest_ms=$(($(now_ms) - start))
    awk -F, 'NR > 1 && ($5 == "inside" || $5 == "edge") { print $2 "," $4 }' "$table" | sort >"$work/cover.ours"
    sort -o "$work/cover.naive" "$work/cover.naive"
    local differing worst
    differing=$(comm -3 "$work/cover.ours" "$work/cover.naive" | wc -l)
    worst=$(awk -F, 'NR == FNR { theirs[$1] = $2; next }
                     FNR > 1 && $5 == "nearest" { d = $6 - theirs[$2]; if (d < 0) d = -d; if (d > worst) worst = d }
                     END { printf "%.3f", worst }' "$work/nearest.naive" "$table")
    printf '%-34s %7d ms; naive cover %d ms, naive nearest %d ms\n' "relate outfall protection_zone" \
        "$relate_ms" "$cover_ms" "$nearest_ms"
    printf '%-34s %d pairs differ of %d, distances at most %s m apart\n' "the same answers" \
        "$differing" "$(wc -l <"$work/cover.naive")" "$worst"
}

for data in "$@"; do
    name=$(basename "$data") project=$work/$(basename "$data").sqlite
    import_all "$(realpath "$data")" "$project"
    job "audit $name, JSON" "$cli" audit "$project" --json --timings
    job "audit $name, XLSX" "$cli" audit "$project" --out "$work/audit.xlsx" --timings
    areas=$(sqlite3 -readonly "$project" "SELECT count(*) FROM protection_zone")
    if [ "${NAIVE:-1}" != 0 ] && [ "$areas" -le 1000 ]; then
        against_naive "$project"
    fi
done
