#!/usr/bin/env python3
"""audit_expected.py EXPECTED.json.gz AUDIT.json DATA: does the audit see every point in every zone?

EXPECTED says which areas cover which points (made with GEOS), AUDIT is `audit --json` of the project
imported from DATA (a folder with csv/ or geojson/). Judged: for outfalls the grades of protection zones
(OS-01 to OS-03) by the evidence inside or on the edge; for wells the kinds of groundwater areas (GW-01,
GW-02) by whether the rule speaks of the well at all, because a well whose state is not stated is
undecided and then names itself. What is nearer to a boundary than --tol metres is forgiven. Prints one JSON object; ends with 1 on any unforgiven difference."""
import argparse
import glob
import gzip
import json
import os
import sys

parser = argparse.ArgumentParser()
parser.add_argument("expected")
parser.add_argument("audit")
parser.add_argument("data")
parser.add_argument("--tol", type=float, default=0.02)
args = parser.parse_args()

JUDGED = [
    ("outfalls", "outfall", "dw_zones", "protection_zone", "level",
     {"一级保护区": "OS-01", "二级保护区": "OS-02", "准保护区": "OS-03"}),
    ("wells", "well", "gw_zones", "groundwater_area", "kind",
     {"禁采区": "GW-01", "限采区": "GW-02"}),
]

with gzip.open(args.expected, "rt", encoding="utf-8") as file:
    expected = json.load(file)["layers"]
with open(args.audit, encoding="utf-8") as file:
    audit = json.load(file)


def attributes(layer, field):
    """The field of each area by its code, from the GeoJSON."""
    path, = glob.glob(os.path.join(args.data, "geojson", layer + ".geojson"))
    with open(path, encoding="utf-8") as file:
        features = json.load(file)["features"]
    return {f["properties"]["zone_id"]: f["properties"].get(field) for f in features}


answer, bad = {}, 0
for points, layer, areas, area_layer, field, rules in JUDGED:
    kinds = attributes(areas, field)
    heard = {
        finding["rule"] for result in audit["results"] if result["layer"] == layer
        for finding in result["findings"]
    }
    judged = {kind: rule for kind, rule in rules.items() if rule in heard}
    if not judged:
        answer[layer] = "no rule speaks"
        continue
    want = {
        (code, judged[kinds[area]], area)
        for code, known in expected[points].items()
        for area in known["covers"].get(areas, [])
        if kinds.get(area) in judged
    }
    got = {
        (result["code"], finding["rule"], evidence["code"])
        for result in audit["results"] if result["layer"] == layer
        for finding in result["findings"] if finding["rule"] in judged.values()
        for evidence in finding["evidence"]
        if evidence["layer"] == area_layer and evidence["relation"] in ("inside", "edge")
    }

    if layer == "well":
        want = {pair[:2] for pair in want}
        got = {
            (result["code"], finding["rule"])
            for result in audit["results"] if result["layer"] == layer
            for finding in result["findings"] if finding["rule"] in judged.values()
        }

    def close(pair):
        near = expected[points].get(pair[0], {"near": {}})["near"].get(areas, ["", 9e9])
        return near[1] < args.tol

    missing = sorted(pair for pair in want - got if not close(pair))
    extra = sorted(pair for pair in got - want if not close(pair))
    passed = sorted(
        result["code"] for result in audit["results"]
        if result["layer"] == layer and result["verdict"] == "pass"
        and any(pair[0] == result["code"] for pair in missing)
    )
    bad += len(missing) + len(extra)
    answer[layer] = {
        "rules": sorted(judged.values()), "expected": len(want), "got": len(got),
        "missing": len(missing), "extra": len(extra), "wrong_pass": len(passed),
        "examples": [missing[:5], extra[:5]],
    }
print(json.dumps(answer, ensure_ascii=False))
sys.exit(1 if bad else 0)
