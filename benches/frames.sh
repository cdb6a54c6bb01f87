#!/usr/bin/env bash
# frames.sh PROJECT…: measures the released window on each project, largest last: the first complete map, the
# cost of a frame at the full extent and at four zoomed views (medians and the worst, in milliseconds of work),
# and the memory at rest. The zoomed views are the same for all projects, so that the lines side by side show
# whether a frame costs more with features out of view. Needs a display, or Xvfb to make one of
# SHUIJIE_BENCH_SCREEN, else 1920x1080.
set -euo pipefail
projects=()
for project in "$@"; do projects+=("$(realpath "$project")"); done
[ "${#projects[@]}" -gt 0 ] || { sed -n '2,6s/^# //p' "$0"; exit 2; }
cd "$(dirname "$0")/.."
window=$PWD/target/release/shuijie
screen=${SHUIJIE_BENCH_SCREEN:-1920x1080}
work=$(mktemp -d)
display=
trap '[ -z "$display" ] || kill "$display" 2>/dev/null; rm -rf "$work"' EXIT
if [ -z "${DISPLAY:-}" ]; then
    number=90
    while [ -e "/tmp/.X11-unix/X$number" ]; do number=$((number + 1)); done
    Xvfb ":$number" -screen 0 "${screen}x24" >/dev/null 2>&1 &
    display=$!
    export DISPLAY=":$number"
    sleep 1
fi
export SHUIJIE_DATA_DIR=$work/data XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/home
mkdir -p "$work"/{data,config,home}
cat >"$work/tour.json" <<'TOUR'
[{"center":[102.9,25.5],"scale":1500000,"frames":60},
 {"center":[102.71,25.04],"scale":200000,"frames":60},
 {"center":[102.71,25.04],"scale":50000,"frames":60},
 {"center":[102.71,25.04],"scale":5000,"frames":60},
 {"center":[102.71,25.04],"scale":500,"frames":60}]
TOUR

for project in "${projects[@]}"; do
    for run in 1 2 3; do
        "$window" "$project" --tour "$work/tour.json" --frame-log "$work/$run.csv" >"$work/log" 2>&1 ||
            { cat "$work/log" >&2; exit 1; }
    done
    "$window" "$project" >/dev/null 2>&1 &
    pid=$!
    sleep 8
    memory=$(awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/$pid/status")
    kill "$pid"
    wait "$pid" 2>/dev/null || true
    python3 - "$(basename "$project")" "$memory" "$work"/{1,2,3}.csv <<'PY'
import csv, statistics, sys
name, memory, *logs = sys.argv[1:]
views = ["full extent", "1:200 000", "1:50 000", "1:5 000", "1:500"]
first, work = [], {}
for log in logs:
    rows = list(csv.DictReader(open(log)))
    first.append(next(float(row["at_ms"]) for row in rows if row["complete"] == "true"))
    for row in rows:
        work.setdefault(int(row["step"]), []).append(float(row["work_ms"]))
print(f"{name}: first complete map {min(first):.0f} ms best, {statistics.median(first):.0f} median; memory at rest {memory} MB")
for step, view in enumerate(views):
    print(f"    {view:12} median {statistics.median(work[step]):6.1f} ms   worst {max(work[step]):6.1f} ms")
PY
done
