"""Points that are registered: intakes, outfalls, wells, markers, stations. Every name is invented."""

from . import nature, shapes, zones
from .shapes import covers, distance_m, moved, nearest_index, normal, random_inside, rng, rounded

# Typical concentrations in mg/L by class: COD, NH3-N, TP, TN.
CONCENTRATION = {
    "urban_wwtp": (28, 1.8, 0.28, 11), "park_wwtp": (38, 3.2, 0.38, 13), "industrial": (62, 6.0, 0.45, 16),
    "rural_sewage": (48, 7.0, 0.9, 18), "domestic": (150, 22, 2.6, 34), "mixed": (90, 12, 1.5, 24),
    "stormwater": (35, 1.5, 0.3, 5), "livestock": (120, 30, 4.0, 48), "aquaculture": (26, 1.6, 0.5, 5),
    "irrigation": (24, 1.4, 0.3, 6), "agricultural": (30, 2.2, 0.5, 8), "other": (40, 4, 0.5, 10),
}
# zone name, place along the zone (0 to 1), class, discharger, m3/d, status
OUTFALLS = [
    ("盘龙江昆明景观娱乐用水区", 0.22, "stormwater", "示例北市区雨水管理所", 2600, "active"),
    ("盘龙江昆明景观娱乐用水区", 0.62, "urban_wwtp", "示例污水处理厂A", 60000, "active"),
    ("盘龙江入湖过渡区", 0.30, "mixed", "示例城中片区合流泵站", 1800, "active"),
    ("盘龙江入湖过渡区", 0.71, "urban_wwtp", "示例污水处理厂B", 45000, "active"),
    ("宝象河官渡农业用水区", 0.18, "rural_sewage", "示例大板桥村污水站", 800, "active"),
    ("宝象河官渡农业用水区", 0.47, "urban_wwtp", "示例空港污水处理厂", 30000, "active"),
    ("宝象河官渡农业用水区", 0.74, "park_wwtp", "示例官渡园区污水处理厂", 15000, "active"),
    ("宝象河官渡农业用水区", 0.90, "domestic", "示例小板桥村散排口", 300, "closed"),
    ("宝象河官渡景观娱乐用水区", 0.40, "stormwater", "示例官渡雨水管理所", 1500, "active"),
    ("宝象河官渡景观娱乐用水区", 0.66, "urban_wwtp", "示例污水处理厂C", 25000, "active"),
    ("新运粮河昆明排污控制区", 0.35, "mixed", "示例西片区合流泵站", 4200, "active"),
    ("新运粮河昆明排污控制区", 0.80, "urban_wwtp", "示例污水处理厂D", 50000, "active"),
    ("柴河晋宁农业用水区", 0.40, "rural_sewage", "示例上蒜镇污水站", 1200, "active"),
    ("柴河晋宁农业用水区", 0.68, "irrigation", "示例柴河灌区", 3500, "active"),
    ("螳螂川海口工业用水区", 0.25, "industrial", "示例光学材料厂", 1400, "active"),
    ("螳螂川海口工业用水区", 0.70, "urban_wwtp", "示例海口污水处理厂", 12000, "active"),
    ("螳螂川安宁工业用水区", 0.20, "industrial", "示例磷化工有限公司", 5200, "active"),
    ("螳螂川安宁工业用水区", 0.45, "industrial", "示例钢铁有限公司", 8600, "active"),
    ("螳螂川安宁工业用水区", 0.78, "park_wwtp", "示例安宁园区污水处理厂", 20000, "active"),
    ("螳螂川温青排污控制区", 0.50, "urban_wwtp", "示例安宁污水处理厂", 40000, "active"),
    ("螳螂川富民过渡区", 0.35, "livestock", "示例款庄养殖场", 160, "active"),
    ("螳螂川富民农业用水区", 0.30, "urban_wwtp", "示例富民污水处理厂", 10000, "active"),
    ("螳螂川富民农业用水区", 0.75, "agricultural", "示例永定片区农业退水口", 900, "planned"),
    ("普渡河富民—禄劝保留区", 0.42, "other", "示例电站生活区", 120, "active"),
    ("掌鸠河禄劝饮用水源区", 0.80, "rural_sewage", "示例撒营盘镇污水站", 600, "active"),
    ("掌鸠河禄劝农业用水区", 0.35, "urban_wwtp", "示例禄劝污水处理厂", 15000, "active"),
    ("鸣矣河安宁工业用水区", 0.45, "industrial", "示例盐矿有限公司", 2400, "active"),
    ("鸣矣河安宁工业用水区", 0.72, "rural_sewage", "示例八街污水站", 1500, "active"),
    ("小江东川工业用水区", 0.30, "industrial", "示例铜业有限公司选矿厂", 3800, "active"),
    ("小江东川工业用水区", 0.66, "urban_wwtp", "示例东川污水处理厂", 14000, "active"),
    ("牛栏江寻甸饮用水源区", 0.55, "domestic", "示例河口镇散排口", 200, "closed"),
    ("对龙河嵩明农业用水区", 0.45, "urban_wwtp", "示例嵩明污水处理厂", 18000, "active"),
    ("对龙河嵩明农业用水区", 0.80, "park_wwtp", "示例杨林园区污水处理厂", 16000, "active"),
    ("南盘江宜良农业用水区", 0.55, "aquaculture", "示例狗街水产合作社", 2200, "active"),
    ("南盘江宜良农业用水区", 0.85, "urban_wwtp", "示例宜良污水处理厂", 20000, "active"),
    ("南盘江宜良工业用水区", 0.35, "industrial", "示例造纸有限公司", 4600, "active"),
    ("南盘江宜良工业用水区", 0.75, "park_wwtp", "示例宜良园区污水处理厂", 12000, "active"),
    ("南盘江宜良排污控制区", 0.50, "urban_wwtp", "示例宜良二期污水处理厂", 15000, "planned"),
    ("巴江石林景观娱乐用水区", 0.60, "stormwater", "示例石林县城雨水口", 700, "active"),
    ("巴江石林农业用水区", 0.30, "urban_wwtp", "示例石林污水处理厂", 12000, "active"),
    ("汤池渠宜良渔业用水区", 0.40, "rural_sewage", "示例汤池镇污水站", 900, "active"),
    ("松华坝水库保护区", 0.0, "rural_sewage", "示例滇源镇污水站(待迁)", 260, "active"),
]


def bank_point(line, along, metres):
    """A point `metres` to the left (negative: right) of the line at a share of its vertices."""
    index = max(1, min(len(line) - 2, round(along * (len(line) - 1))))
    left = normal(line[index - 1], line[index + 1])
    return rounded(moved(line[index], left[0] * metres, left[1] * metres))


def outfalls(function_zones, counties):
    out = []
    by_name = {properties["name"]: (kind, coordinates, properties)
               for kind, coordinates, properties in function_zones}
    serial = {}
    for name, along, kind, discharger, flow, status in OUTFALLS:
        generator = rng("outfall", discharger)
        geometry, coordinates, zone = by_name[name]
        if geometry == "LineString":
            point = bank_point(coordinates, along, generator.choice((-1, 1)) * generator.uniform(14, 45))
        else:
            ring = coordinates[0]
            top = max(range(len(ring)), key=lambda i: ring[i][1])
            point = rounded(moved(ring[top], 12, 18))
        county = zones.county_of(counties, point) or zone["admin_code"]
        serial[county] = serial.get(county, 0) + 1
        loads = [round(flow * 365 * mg * generator.uniform(0.85, 1.15) / 1e6, 2) for mg in CONCENTRATION[kind]]
        approved = kind not in ("domestic", "mixed", "livestock", "stormwater") and status == "active"
        letters = {"urban_wwtp": "WS", "park_wwtp": "GY", "industrial": "GY"}.get(kind, "QT")
        basin = "CJ" if zone["basin"] == "长江" else "ZJ"
        year = generator.randint(2016, 2024)
        out.append((point, {
            "code": f"{basin}-{county}-{serial[county]:04d}-{letters}-00",
            "name": f"{zone['water_body']}{discharger.removeprefix('示例')}排污口",
            "class": kind, "water_body": zone["water_body"], "zone_code": zone["code"],
            "discharger": discharger, "flow_m3d": flow,
            "load_cod_t_a": loads[0], "load_nh3n_t_a": loads[1], "load_tp_t_a": loads[2],
            "load_tn_t_a": loads[3], "status": status,
            "approval_no": f"示例排审〔{year}〕{generator.randint(1, 60)}号" if approved else None,
            "approved_on": f"{year}-{generator.randint(1, 12):02d}-{generator.randint(1, 28):02d}" if approved else None,
            "has_sign": 1 if approved and generator.random() < 0.85 else 0,
            "inspected_on": f"2025-{generator.randint(1, 12):02d}-{generator.randint(1, 28):02d}"
            if generator.random() < 0.8 else None,
            "admin_code": county,
        }))
    return out


def flawed(outfalls):
    """The register with mistakes on purpose, one of each kind that the data-quality rules look for; the
    remark says which. Limits and permits are made from the register without them."""
    outfalls = [(point, dict(properties)) for point, properties in outfalls]

    def of(discharger):
        return next((point, p) for point, p in outfalls if p["discharger"] == discharger)

    point, twin = of("示例富民污水处理厂")
    outfalls.append((rounded(moved(point, 6, 5)), {
        **twin, "code": twin["code"].replace("-WS-", "-CF-"), "status": "planned", "flow_m3d": None,
        "load_cod_t_a": None, "load_nh3n_t_a": None, "load_tp_t_a": None, "load_tn_t_a": None,
        "approval_no": None, "approved_on": None, "has_sign": None, "inspected_on": None,
        "remark": "有意的错误：重复登记"}))
    of("示例铜业有限公司选矿厂")[1].update(admin_code="530129", remark="有意的错误：行政区填错")
    of("示例狗街水产合作社")[1].update(zone_code="H0451001000", remark="有意的错误：水功能区填错")
    of("示例款庄养殖场")[1].update(water_body="盘龙江", zone_code=None, remark="有意的错误：受纳水体填错")
    of("示例盐矿有限公司")[1].update(approval_no="示例排审〔2019〕999号", remark="有意的错误：批准文号不在许可证表中")
    return outfalls


# code, name, source, water body, m3 a year, position along a river or offset (m) from a lake's centre
INTAKES = [
    ("QSK-001", "松华坝水库取水口", "SY-530103-01", "松华坝水库", 165000000, ("lake", "LK-SHB", (-350, -1500))),
    ("QSK-002", "云龙水库取水口", "SY-530128-01", "云龙水库", 200000000, ("lake", "LK-YL", (-100, -2300))),
    ("QSK-003", "清水海取水口", "SY-530129-01", "清水海", 85000000, ("lake", "LK-QSH", (-100, -1500))),
    ("QSK-004", "宝象河水库取水口", "SY-530111-01", "宝象河水库", 20000000, ("lake", "LK-BXH", (-450, -250))),
    ("QSK-005", "洛武河水库取水口", "SY-530115-01", "洛武河水库", 6500000, ("lake", "LK-LWH", (0, 0))),
    ("QSK-006", "木嘎利水库取水口", "SY-530128-02", "木嘎利水库", 4800000, ("lake", "LK-MGL", (0, 0))),
    ("QSK-007", "柴河水库取水口", "SY-530115-02", "柴河水库", 9000000, ("lake", "LK-CH", (0, 300))),
    ("QSK-008", "车木河水库取水口", "SY-530181-01", "车木河水库", 26000000, ("lake", "LK-CMH", (0, 0))),
    # No protection zone is drawn for the next three: rules fall back on river distances.
    ("QSK-009", "宜良县城南盘江应急取水口", None, "南盘江", 7300000, ("river", "R-NPJ", (103.165, 24.970))),
    ("QSK-010", "小江东川工业取水口", None, "小江", 5200000, ("river", "R-XJ", (103.160, 26.100))),
    ("QSK-011", "螳螂川富民灌溉取水口", None, "螳螂川", 3600000, ("river", "R-TLC", (102.515, 25.300))),
]


def intakes(rivers):
    out = []
    for number, (code, name, source, water, volume, (kind, key, where)) in enumerate(INTAKES, 1):
        if kind == "lake":
            point = rounded(moved(nature.reservoir_shape(key)[0], *where))
        else:
            line = rivers[key][4]
            point = bank_point(line, nearest_index(line, where) / (len(line) - 1), 8)
        out.append((point, {"code": code, "name": name, "source_code": source, "water_body": water,
                            "permit_no": f"S530000S2021-{number:04d}", "volume_m3a": volume}))
    return out


# county, how many, purposes in turn
WELLS = [
    ("530102", 3, "monitoring industry domestic"), ("530103", 3, "industry domestic monitoring"),
    ("530111", 4, "industry industry agriculture monitoring"), ("530112", 3, "domestic industry geothermal"),
    ("530113", 2, "industry domestic"), ("530114", 3, "agriculture domestic emergency"),
    ("530115", 4, "agriculture agriculture domestic industry"), ("530124", 2, "domestic agriculture"),
    ("530125", 4, "agriculture geothermal industry domestic"), ("530126", 2, "domestic agriculture"),
    ("530127", 4, "agriculture industry domestic monitoring"), ("530128", 2, "domestic agriculture"),
    ("530129", 3, "industry domestic agriculture"), ("530181", 4, "industry geothermal industry dewatering"),
]
VOLUME = {"domestic": 46000, "industry": 180000, "agriculture": 95000, "geothermal": 70000, "monitoring": 0,
          "emergency": 30000, "dewatering": 60000}
# Wells put inside an area on purpose: (area code, purpose).
WELLS_IN = [("GA-01", "industry"), ("GA-01", "monitoring"), ("GA-02", "domestic"), ("GA-05", "industry"),
            ("GA-08", "industry"), ("SU-01", "domestic"), ("SU-02", "emergency"), ("GA-03", "industry"),
            ("GA-06", "monitoring"), ("GA-06", "agriculture"), ("SY-530102-01-2", "geothermal"),
            ("SY-530102-01-1", "industry"), ("SA-14", "industry")]
# Wells made to fit a purpose: serial number -> fields that differ from the drawn ones.
FITTED = {
    "051": {"status": "active", "sealed_on": None},  # In the overdraft area GA-03.
    "053": {"level_m": 1886.4, "level_target_m": 1885.0},  # Watches over GA-06.
    "058": {"status": "scrapped"},
}


def wells(counties, lakes, areas):
    """`areas` maps the codes of WELLS_IN to rings."""
    rings = {code: ring for code, _, ring in counties}
    water = [[ring] for _, _, ring in lakes.values()]
    plan = [(rings[county], county, purpose) for county, _, turn in WELLS for purpose in turn.split()]
    plan += [(areas[area], None, purpose) for area, purpose in WELLS_IN]
    plan += [(rings["530129"], "530129", "agriculture"), (rings["530127"], "530127", "agriculture")]
    out = []
    for number, (shape, county, purpose) in enumerate(plan, 1):
        generator = rng("well", number)
        rings_of = [shape] if not isinstance(shape[0], list) else shape
        if county is not None:
            # Away from mountains: the half of the county nearer to its middle.
            middle = shapes.centre_of(shape)
            rings_of = [[(middle[0] + 0.6 * (x - middle[0]), middle[1] + 0.6 * (y - middle[1])) for x, y in shape]]
        point = random_inside(generator, rings_of, water)
        county = county if county and covers([rings[county]], point) else zones.county_of(counties, point)
        volume = round(VOLUME[purpose] * generator.uniform(0.6, 1.5), -3)
        permitted = purpose != "monitoring" and number % 9 != 0
        role = {"monitoring": "monitoring", "emergency": "emergency_reserve"}.get(purpose, "production")
        status = "sealed" if number % 17 == 0 else "idle" if number % 13 == 0 else "active"
        expires = generator.choice(("2025-06-30", "2026-12-20", "2027-03-31", "2028-09-30", "2029-12-31"))
        level = round(generator.uniform(1880, 1905), 1)
        out.append((point, {
            "code": f"JJ-{county}-{number:03d}", "name": f"示例{'%02d' % number}号井", "purpose": purpose,
            "aquifer": generator.choice(("第四系孔隙水", "岩溶水", "裂隙水")), "volume_m3a": volume,
            "permit_no": f"D{county}G{int(expires[:4]) - 5}-{number:04d}" if permitted else None,
            "permit_expires": expires if permitted else None, "role": role, "status": status,
            "metered": 0 if number % 8 == 0 else 1,
            "level_m": level if number % 3 == 0 else None,
            "level_target_m": round(level + generator.choice((-2.5, -1.2, 0.8)), 1) if number % 3 == 0 else None,
            "owner": f"示例取水户{number:03d}" if number % 11 else None, "admin_code": county,
            "sealed_on": "2023-04-20" if status == "sealed" else None,
            "county": county,
        }))
        out[-1][1].update(FITTED.get(f"{number:03d}", {}))
    return out


# object layer, object code, how many markers
MARKED = [
    ("protection_zone", "SY-530103-01-1", 8), ("protection_zone", "SY-530103-01-2", 6),
    ("protection_zone", "SY-530128-01-1", 6), ("protection_zone", "SY-530129-01-1", 5),
    ("protection_zone", "SY-530111-01-1", 5), ("protection_zone", "SY-530181-01-1", 3),
    ("groundwater_area", "GA-01", 6), ("groundwater_area", "GA-03", 4), ("special_area", "SA-02", 6),
    ("special_area", "SA-06", 3), ("function_zone", "F0421001010", 3), ("function_zone", "F0401002010", 2),
    ("function_zone", "F0405001020", 2), ("function_zone", "H0451002020", 2),
]
# Markers that were surveyed badly or moved: serial number and metres off the boundary.
ASTRAY = {4: 12.0, 11: 27.5, 19: 18.0, 26: 46.0, 33: 58.0, 41: 15.0, 52: 33.0}
KIND = {"protection_zone": "boundary_sign", "groundwater_area": "stake", "special_area": "stake",
        "function_zone": "stele"}


def markers(lines_of):
    """`lines_of` maps (layer, code) to the boundary lines of the object. The offset is measured across
    the middle of a boundary segment, so it is the distance to the boundary."""
    out = []
    for layer, code, count in MARKED:
        lines = lines_of[layer, code]
        segments = [(a, b) for line in lines for a, b in zip(line, line[1:]) if distance_m(a, b) > 60]
        for k in range(count):
            number = len(out) + 1
            generator = rng("marker", number)
            a, b = segments[int((k + 0.5) * len(segments) / count)]
            left = normal(a, b)
            metres = ASTRAY.get(number, round(generator.uniform(0.1, 1.6), 2)) * generator.choice((-1, 1))
            middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
            kind = KIND[layer] if k % 4 != 3 else "warning_sign" if layer == "protection_zone" else KIND[layer]
            out.append((rounded(moved(middle, left[0] * metres, left[1] * metres)), {
                "code": f"JZ-{number:03d}", "name": f"{code}第{k + 1}号标志", "kind": kind,
                "object_layer": layer, "object_code": code, "engraved_no": str(k + 1),
                "object_grade": {"1": "一级保护区", "2": "二级保护区"}[code[-1]] if layer == "protection_zone" else None,
                "condition": "moved" if number in ASTRAY and number % 2 else
                generator.choice(("good", "good", "good", "good", "damaged", "obscured", "missing")),
                "accuracy_m": generator.choice((0.05, 0.1, 0.5)),
                "erected_on": f"{generator.randint(2015, 2024)}-{generator.randint(1, 12):02d}-15",
                "inspected_on": generator.choice(("2024-05-20", "2025-11-08", "2026-03-12", "2026-06-18", None)),
            }))
    # Mistakes on purpose: a number cut twice, and a board that shows another grade than its zone has.
    out[1][1].update(engraved_no=out[0][1]["engraved_no"], remark="有意的错误：碑面编号重复")
    out[2][1].update(object_grade="二级保护区", remark="有意的错误：所示级别与保护区不符")
    return out


def stations(function_zones):
    """One section near the end of every river zone, one point in every lake zone."""
    out = []
    for kind, coordinates, zone in function_zones:
        if kind == "LineString":
            point, station = coordinates[-2], "assessed_section" if zone["assessed"] else "section"
        else:
            point, station = rounded(shapes.centre_of(coordinates[0])), "lake_point"
        out.append((point, {
            "code": f"DM-{len(out) + 1:03d}", "name": f"{zone['name']}{'代表断面' if kind == 'LineString' else '湖心'}",
            "kind": station, "zone_code": zone["code"], "target_class": zone["target_class"]}))
    out.append(((102.7080, 25.0600), {"code": f"DM-{len(out) + 1:03d}", "name": "主城地下水监测井", "zone_code": None,
                                      "kind": "groundwater_well", "target_class": None}))
    # A mistake on purpose.
    out.append(((102.2100, 26.4500), {
        "code": f"DM-{len(out) + 1:03d}", "name": "示例临时监测点", "kind": "section", "zone_code": None,
        "target_class": None, "remark": "有意的错误：坐标填错，落在市外"}))
    return out
