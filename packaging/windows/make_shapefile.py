#!/usr/bin/env python3
"""Writes a small point shapefile with GBK attributes and no .cpg: make_shapefile.py PATH_WITHOUT_ENDING."""
import struct
import sys

ROWS = [(102.861496, 25.018663, "PW-001", "宝象河污水厂"), (102.70, 24.95, "PW-002", "滇池东岸雨水口"),
        (102.66, 25.02, "PW-003", "王家堆渠口")]
WKT = ('GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,'
       '298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4490"]]')
base = sys.argv[1]
box = (min(r[0] for r in ROWS), min(r[1] for r in ROWS), max(r[0] for r in ROWS), max(r[1] for r in ROWS))


def header(words):
    return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, words) + struct.pack("<2i8d", 1000, 1, *box, 0, 0, 0, 0)


with open(base + ".shp", "wb") as shp, open(base + ".shx", "wb") as shx:
    shp.write(header(50 + 14 * len(ROWS)))
    shx.write(header(50 + 4 * len(ROWS)))
    for index, (x, y, *_rest) in enumerate(ROWS):
        shp.write(struct.pack(">2i", index + 1, 10) + struct.pack("<i2d", 1, x, y))
        shx.write(struct.pack(">2i", 50 + 14 * index, 10))
FIELDS = [("编码", 12), ("名称", 40)]
length = 1 + sum(width for _, width in FIELDS)
with open(base + ".dbf", "wb") as dbf:
    dbf.write(struct.pack("<4BIHH20x", 3, 126, 9, 1, len(ROWS), 33 + 32 * len(FIELDS), length))
    for name, width in FIELDS:
        dbf.write(name.encode("gbk").ljust(11, b"\0") + b"C" + bytes(4) + bytes([width, 0]) + bytes(14))
    dbf.write(b"\r")
    for _x, _y, *values in ROWS:
        dbf.write(b" " + b"".join(value.encode("gbk").ljust(width) for value, (_, width) in zip(values, FIELDS)))
    dbf.write(b"\x1a")
with open(base + ".prj", "w", encoding="ascii") as prj:
    prj.write(WKT)
