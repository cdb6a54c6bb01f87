#!/usr/bin/env python3
"""Writes the sample data beside this file: `python3 sample-data/generate.py`.

Needs Python 3.9 or newer and nothing else. The same program writes the same bytes every time, so a
change of the data is a readable change of this program. The shapes are drawn from public general
knowledge of Kunming; names of companies, loads, volumes and measured values are invented.
"""

import csv
import json
import pathlib

from generator import nature, registers, sites, tables, zones

HERE = pathlib.Path(__file__).parent
CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}


def write_layer(layer, features):
    """`features`: (geometry type, coordinates, properties). An unknown value is left out."""
    lines = []
    for kind, coordinates, properties in features:
        known = {key: value for key, value in properties.items() if value is not None}
        known["source"] = tables.SOURCE
        lines.append(json.dumps(
            {"type": "Feature", "properties": known, "geometry": {"type": kind, "coordinates": coordinates}},
            ensure_ascii=False, separators=(",", ":")))
    head = json.dumps({"type": "FeatureCollection", "name": layer, "crs": CRS}, ensure_ascii=False)[:-1]
    text = head + ', "features": [\n' + ",\n".join(lines) + "\n]}\n"
    (HERE / f"{layer}.geojson").write_text(text, encoding="utf-8", newline="\n")


def write_table(name, header, rows):
    with open(HERE / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def areas(features):
    return [("Polygon", rings, properties) for rings, properties in features]


def points(features, drop=()):
    return [("Point", point, {k: v for k, v in properties.items() if k not in drop})
            for point, properties in features]


def admin_areas(counties):
    return [("Polygon", [ring], {"code": code, "name": name, "level": "县级"}) for code, name, ring in counties]


def groundwater(features):
    return [("MultiPolygon", polygons, p) if len(polygons) > 1 else ("Polygon", polygons[0], p)
            for polygons, p in features]


def main():
    counties, lakes = nature.counties(), nature.lakes()
    rivers = nature.rivers(lakes)
    function_zones = zones.function_zones(rivers, lakes, counties)
    protection, ground = zones.protection_zones(), zones.groundwater_areas()
    special = zones.special_areas(lakes, rivers)
    supply = zones.supply_areas(special[0][0][0])

    polygon_of = {p["code"]: rings for rings, p in protection + special + supply}
    polygon_of.update({p["code"]: polygons[0] for polygons, p in ground})
    boundary = {("protection_zone", p["code"]): rings for rings, p in protection}
    boundary.update({("special_area", p["code"]): rings for rings, p in special})
    boundary.update({("groundwater_area", p["code"]): [r for rings in polygons for r in rings]
                     for polygons, p in ground})
    boundary.update({("function_zone", p["code"]): [c] if kind == "LineString" else c
                     for kind, c, p in function_zones})

    outfalls = registers.outfalls(function_zones, counties)
    intakes = registers.intakes(rivers)
    wells = registers.wells(counties, lakes, polygon_of)
    stations = registers.stations(function_zones)

    write_layer("admin_area", admin_areas(counties))
    write_layer("river", [("LineString", line, {"code": code, "name": name, "order": rank,
                                                "basin": {"F": "长江", "H": "珠江"}[basin]})
                          for code, (name, basin, rank, _, line) in rivers.items()])
    write_layer("lake", [("Polygon", [ring], {"code": code, "name": name, "kind": kind})
                         for code, (name, kind, ring) in lakes.items()])
    write_layer("function_zone", function_zones)
    write_layer("drinking_source", [
        ("Point", zones.shapes.rounded(zones.source_shape(lake)[0]),
         {"code": code, "name": name, "kind": kind, "level": level, "status": status, "population": people,
          "design_m3d": supply_m3d, "target_class": target,
          "remark": "位置为示意" if lake in ("LK-LWH", "LK-MGL") else None})
        for code, name, lake, kind, level, status, people, supply_m3d, target in zones.SOURCES])
    write_layer("protection_zone", areas(protection))
    write_layer("groundwater_area", groundwater(ground))
    write_layer("special_area", areas(special))
    write_layer("supply_area", areas(supply))
    write_layer("intake", points(intakes))
    write_layer("outfall", points(registers.flawed(outfalls)))
    write_layer("well", points(wells, drop=("county",)))
    write_layer("boundary_marker", points(registers.markers(boundary)))
    write_layer("monitoring_station", points(stations))

    write_table("zone_limit", *tables.zone_limits(function_zones, outfalls))
    write_table("quality_sample", *tables.quality_samples(function_zones, stations))
    permits = tables.permits(wells, intakes, outfalls)
    write_table("control_target", *tables.control_targets(counties, wells, permits[1]))
    write_table("permit", *permits)
    write_table("access_item", *tables.access_items())
    lines = {p["name"]: (p["code"], c) for kind, c, p in function_zones if kind == "LineString"}
    ring_of = {code: rings[0] for code, rings in polygon_of.items()}
    write_table("sites", sites.HEADER, sites.sites(rivers, lakes, lines, ring_of))


if __name__ == "__main__":
    main()
