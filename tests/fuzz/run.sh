#!/bin/bash
# Runs the fuzz targets one after the other: tests/fuzz/run.sh [SECONDS] [TARGET]…
#
# SECONDS is for each target (1800 when nothing is said). Needs a nightly compiler and `cargo install
# cargo-fuzz`. What a target finds lies in tests/fuzz/artifacts/TARGET; a file that made a fault becomes a
# test beside the reader or in tests/integration, and goes into tests/fuzz/seeds/TARGET where it is small.
# The address sanitizer is on unless SANITIZER=none; SpatiaLite itself is not instrumented.
set -euo pipefail
cd "$(dirname "$0")"
exec </dev/null

seconds=${1:-1800}
shift || true
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
    targets=(blob shapefile geojson table workbook xml dxf packs project repair)
fi
# Every input is written to a file: in memory where there is such a folder.
if [ -d /dev/shm ] && [ -w /dev/shm ]; then
    export TMPDIR=/dev/shm
fi
# Leaks of the C libraries at the end of the process are none of ours.
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_leaks=0}"
options=(--fuzz-dir . --sanitizer "${SANITIZER:-address}")
failed=0
for target in "${targets[@]}"; do
    mkdir -p "corpus/$target"
    printf '\n==> %s: %s s\n' "$target" "$seconds"
    cargo +nightly fuzz build "${options[@]}" "$target"
    if ! cargo +nightly fuzz run "${options[@]}" "$target" "corpus/$target" "seeds/$target" -- \
        -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=65536 \
        -print_final_stats=1; then
        printf '<== %s: FAILED, see %s/artifacts/%s\n' "$target" "$PWD" "$target"
        failed=1
    fi
done
exit "$failed"
