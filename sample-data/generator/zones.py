"""Areas that rules speak of: function zones, protection zones, groundwater and special areas."""

from . import nature, shapes
from .shapes import (band, belt_radius, closed, covers, length_m, moved, nearest_index, offset_ring,
                     ragged, rng, signed_area_m2, star, waves)

DEV = "开发利用区"
# river: number in the codes, then zones downstream:
# (last point, name, level 1, level 2, target class, order of functions)
RIVER_ZONES = {
    "R-PLJ": (1, [
        ((102.783, 25.143), "盘龙江松华坝水源保护区", "保护区", None, "Ⅱ", "饮用、生态"),
        ((102.735, 25.065), "盘龙江昆明景观娱乐用水区", DEV, "景观娱乐用水区", "Ⅳ", "景观、生态"),
        (None, "盘龙江入湖过渡区", DEV, "过渡区", "Ⅲ", "过渡、景观")]),
    "R-BXH": (2, [
        ((102.933, 25.053), "宝象河源头水保护区", "保护区", None, "Ⅱ", "饮用、生态"),
        ((102.815, 24.985), "宝象河官渡农业用水区", DEV, "农业用水区", "Ⅳ", "农业、景观"),
        (None, "宝象河官渡景观娱乐用水区", DEV, "景观娱乐用水区", "Ⅳ", "景观")]),
    "R-XYLH": (3, [(None, "新运粮河昆明排污控制区", DEV, "排污控制区", None, "排污控制")]),
    "R-CH": (4, [
        ((102.702, 24.585), "柴河晋宁饮用水源区", DEV, "饮用水源区", "Ⅱ", "饮用、农业"),
        (None, "柴河晋宁农业用水区", DEV, "农业用水区", "Ⅲ", "农业")]),
    "R-TLC": (5, [
        ((102.495, 24.86), "螳螂川海口工业用水区", DEV, "工业用水区", "Ⅳ", "工业、农业"),
        ((102.455, 24.985), "螳螂川安宁工业用水区", DEV, "工业用水区", "Ⅳ", "工业、景观"),
        ((102.44, 25.06), "螳螂川温青排污控制区", DEV, "排污控制区", None, "排污控制"),
        ((102.495, 25.215), "螳螂川富民过渡区", DEV, "过渡区", "Ⅲ", "过渡"),
        (None, "螳螂川富民农业用水区", DEV, "农业用水区", "Ⅲ", "农业")]),
    "R-PDH": (6, [
        ((102.66, 25.76), "普渡河富民—禄劝保留区", "保留区", None, "Ⅲ", "保留"),
        (None, "普渡河滇川缓冲区", "缓冲区", None, "Ⅲ", "缓冲")]),
    "R-ZJH": (7, [
        ((102.400, 25.860), "掌鸠河云龙水库水源保护区", "保护区", None, "Ⅱ", "饮用、生态"),
        ((102.425, 25.690), "掌鸠河禄劝饮用水源区", DEV, "饮用水源区", "Ⅱ", "饮用、农业"),
        (None, "掌鸠河禄劝农业用水区", DEV, "农业用水区", "Ⅲ", "农业")]),
    "R-MYH": (8, [(None, "鸣矣河安宁工业用水区", DEV, "工业用水区", "Ⅳ", "工业、农业")]),
    "R-LWH": (9, [
        ((102.420, 24.565), "洛武河源头水保护区", "保护区", None, "Ⅱ", "饮用"),
        (None, "洛武河晋宁—安宁农业用水区", DEV, "农业用水区", "Ⅲ", "农业")]),
    "R-XJ": (10, [
        ((103.185, 26.000), "小江东川保留区", "保留区", None, "Ⅲ", "保留"),
        ((103.130, 26.220), "小江东川工业用水区", DEV, "工业用水区", "Ⅳ", "工业、农业"),
        (None, "小江东川过渡区", DEV, "过渡区", "Ⅲ", "过渡")]),
    "R-NLJ": (11, [
        ((103.125, 25.410), "牛栏江嵩明水源保护区", "保护区", None, "Ⅱ", "饮用、生态"),
        ((103.320, 25.610), "牛栏江寻甸饮用水源区", DEV, "饮用水源区", "Ⅱ", "饮用、农业"),
        (None, "牛栏江寻甸—沾益缓冲区", "缓冲区", None, "Ⅱ", "缓冲")]),
    "R-DLH": (12, [(None, "对龙河嵩明农业用水区", DEV, "农业用水区", "Ⅲ", "农业")]),
    "R-JSJ": (13, [(None, "金沙江禄劝—东川保留区", "保留区", None, "Ⅱ", "保留")]),
    "R-NPJ": (51, [
        ((103.215, 25.080), "南盘江沾益—宜良保留区", "保留区", None, "Ⅲ", "保留"),
        ((103.150, 24.920), "南盘江宜良农业用水区", DEV, "农业用水区", "Ⅲ", "农业"),
        ((103.125, 24.840), "南盘江宜良工业用水区", DEV, "工业用水区", "Ⅳ", "工业、农业"),
        ((103.150, 24.760), "南盘江宜良排污控制区", DEV, "排污控制区", None, "排污控制"),
        ((103.190, 24.680), "南盘江宜良过渡区", DEV, "过渡区", "Ⅲ", "过渡"),
        (None, "南盘江宜良—弥勒缓冲区", "缓冲区", None, "Ⅲ", "缓冲")]),
    "R-BJ": (52, [
        ((103.345, 24.850), "巴江石林源头水保护区", "保护区", None, "Ⅱ", "饮用、生态"),
        ((103.300, 24.775), "巴江石林景观娱乐用水区", DEV, "景观娱乐用水区", "Ⅲ", "景观"),
        (None, "巴江石林农业用水区", DEV, "农业用水区", "Ⅲ", "农业")]),
    "R-TCQ": (53, [(None, "汤池渠宜良渔业用水区", DEV, "渔业用水区", "Ⅲ", "渔业、农业")]),
}
# lake part: (code, name, level 1, level 2, target class, order of functions)
LAKE_ZONES = {
    "草海": ("F0421001010", "滇池草海景观娱乐用水区", DEV, "景观娱乐用水区", "Ⅳ", "景观"),
    "外海北部": ("F0421001020", "滇池外海北部景观娱乐用水区", DEV, "景观娱乐用水区", "Ⅲ", "景观、生态"),
    "外海南部": ("F0421001030", "滇池外海南部渔业用水区", DEV, "渔业用水区", "Ⅲ", "渔业、景观"),
    "LK-SHB": ("F0422001000", "松华坝水库保护区", "保护区", None, "Ⅱ", "饮用"),
    "LK-YL": ("F0423001000", "云龙水库保护区", "保护区", None, "Ⅱ", "饮用"),
    "LK-QSH": ("F0424001000", "清水海保护区", "保护区", None, "Ⅱ", "饮用"),
    "LK-BXH": ("F0425001010", "宝象河水库饮用水源区", DEV, "饮用水源区", "Ⅱ", "饮用、农业"),
    "LK-YZH": ("H0461001010", "阳宗海饮用水源区", DEV, "饮用水源区", "Ⅱ", "饮用、景观、渔业"),
}
# Zones that count in the yearly assessment.
ASSESSED = 31


def county_of(counties, point):
    return next((code for code, _, ring in counties if covers([ring], point)), None)


def function_zones(rivers, lakes, counties):
    """List of (geometry type, coordinates, properties), rivers first."""
    out = []

    def add(kind, coordinates, middle, code, name, levels, target, order, water, basin, ends):
        properties = {
            "code": code, "name": name, "level1": levels[0], "level2": levels[1],
            "water_body": water, "basin": {"F": "长江", "H": "珠江"}[basin], "target_class": target,
            "dominant_function": order.split("、")[0], "function_order": order,
            "start_section": ends[0], "end_section": ends[1],
            "length_km": round(length_m(coordinates) / 1000, 2) if kind == "LineString" else None,
            "area_km2": round(abs(signed_area_m2(coordinates[0])) / 1e6, 2) if kind == "Polygon" else None,
            "assessed": 1 if len(out) < ASSESSED else 0,
            "admin_code": county_of(counties, middle), "approval_doc": "示例批复〔2014〕1号",
        }
        out.append((kind, coordinates, properties))

    for river, (number, zones) in RIVER_ZONES.items():
        name, basin, _, _, line = rivers[river]
        start, first, second = 0, 0, 0
        section = f"{name}源头断面" if number != 5 else "滇池海口闸"
        for last, title, level1, level2, target, order in zones:
            end = len(line) - 1 if last is None else nearest_index(line, last)
            if level2 is None or second == 0:
                first += 1
            second = second + 1 if level2 else 0
            code = f"{basin}04{number:02d}{first:03d}{second:02d}0"
            next_section = f"{name}入口断面" if last is None else f"{title}末断面"
            part = line[start:end + 1]
            add("LineString", part, part[len(part) // 2], code, title, (level1, level2), target, order,
                name, basin, (section, next_section))
            start, section = end, next_section
    grass, open_lake = nature.split_ring(lakes["LK-DC"][2], *nature.DAM)
    north, south = nature.split_ring(open_lake, *nature.OPEN_LAKE_CUT)
    parts = {"草海": grass, "外海北部": north, "外海南部": south}
    for key, (code, title, level1, level2, target, order) in LAKE_ZONES.items():
        ring = parts.get(key) or lakes[key][2]
        water = "滇池" if key in parts else lakes[key][0]
        add("Polygon", [ring], shapes.centre_of(ring), code, title, (level1, level2), target, order,
            water, code[0], (None, None))
    # A mistake on purpose: a length that was measured before the river was straightened.
    properties = next(p for _, _, p in out if p["name"] == "巴江石林农业用水区")
    properties.update(length_km=round(properties["length_km"] * 1.2, 2), remark="有意的错误：长度与几何不符")
    return out


# code, name, lake or centre, kind, level, status, people, m3/d, target
SOURCES = [
    ("SY-530103-01", "松华坝水库水源地", "LK-SHB", "水库型", "国家级", "在用", 1900000, 550000, "Ⅱ"),
    ("SY-530128-01", "云龙水库水源地", "LK-YL", "水库型", "国家级", "在用", 2100000, 600000, "Ⅱ"),
    ("SY-530129-01", "清水海水源地", "LK-QSH", "湖泊型", "省级", "在用", 900000, 250000, "Ⅱ"),
    ("SY-530111-01", "宝象河水库水源地", "LK-BXH", "水库型", "省级", "在用", 180000, 60000, "Ⅱ"),
    ("SY-530115-01", "洛武河水库水源地", "LK-LWH", "水库型", "市级", "在用", 60000, 20000, "Ⅱ"),
    ("SY-530128-02", "木嘎利水库水源地", "LK-MGL", "水库型", "市级", "在用", 50000, 15000, "Ⅱ"),
    ("SY-530115-02", "柴河水库水源地", "LK-CH", "水库型", "县级", "备用", 70000, 30000, "Ⅱ"),
    ("SY-530181-01", "车木河水库水源地", "LK-CMH", "水库型", "县级", "在用", 160000, 80000, "Ⅱ"),
    ("SY-530102-01", "海源寺地下水水源地", (102.6150, 25.0950), "地下水型", "县级", "备用", 20000, 8000, "Ⅲ"),
]
# Added to the radius for grade 1, 2 and quasi, in metres. No 0 entry: that grade is not drawn.
PROTECTION_M = {
    "SY-530103-01": (260, 1600, 5200), "SY-530128-01": (320, 2000, 4200), "SY-530129-01": (300, 1900, 0),
    "SY-530111-01": (230, 1200, 1900), "SY-530115-01": (210, 1100, 0), "SY-530128-02": (210, 1000, 0),
    "SY-530115-02": (220, 1300, 0), "SY-530181-01": (220, 1200, 0), "SY-530102-01": (300, 900, 1500),
}


def source_shape(lake):
    if isinstance(lake, str):
        return nature.reservoir_shape(lake)
    return lake, lambda angle: 0.0


def protection_zones():
    """List of (rings, properties). The ring of 松华坝's second grade has the first grade as its hole;
    elsewhere the second grade covers the first, as both ways of drawing are in use."""
    out = []
    for code, name, lake, *_ in SOURCES:
        centre, radius = source_shape(lake)
        inner = None
        for grade, add_m, label in zip("12q", PROTECTION_M[code], ("一级", "二级", "准")):
            if add_m == 0:
                continue
            rough = 0.06 if radius(0) == 0 else 0.25
            radius = belt_radius(f"{code}{grade}", radius, add_m, rough)
            ring = star(centre, radius, 120 if grade == "1" else 96)
            rings = [ring]
            if code == "SY-530103-01" and grade == "2":
                rings = [ring, inner[::-1]]
            inner = ring
            out.append((rings, {
                "code": f"{code}-{grade.upper()}", "name": f"{name}{label}保护区", "source_code": code,
                "grade": f"{label}保护区", "approval_doc": "示例批复〔2012〕8号"}))
    return out


def groundwater_areas():
    """List of (polygons, properties)."""
    core = ragged("禁采核心", [(102.672, 25.030), (102.668, 25.062), (102.690, 25.088), (102.728, 25.086),
                            (102.752, 25.058), (102.748, 25.018), (102.722, 24.994), (102.692, 25.002)])
    belt = ragged("限采外围", [(102.648, 25.036), (102.640, 25.085), (102.684, 25.118), (102.752, 25.112),
                            (102.798, 25.066), (102.790, 24.992), (102.742, 24.958), (102.700, 24.972)])
    spring = ragged("黑龙潭", [(102.742, 25.128), (102.748, 25.152), (102.768, 25.158), (102.776, 25.136),
                            (102.764, 25.122)], 700)
    cone_a = ragged("超采一", [(102.700, 25.050), (102.704, 25.078), (102.738, 25.076), (102.740, 25.046)], 800)
    cone_b = ragged("超采二", [(102.826, 24.856), (102.832, 24.886), (102.866, 24.890), (102.874, 24.858),
                            (102.848, 24.842)], 800)
    anning = ragged("安宁限采", [(102.430, 24.900), (102.428, 24.948), (102.480, 24.962), (102.512, 24.928),
                             (102.492, 24.890)])
    songming = ragged("嵩明限采", [(103.005, 25.300), (103.020, 25.348), (103.078, 25.352), (103.096, 25.312),
                               (103.050, 25.284)])
    jinning_a = ragged("晋宁限采一", [(102.580, 24.640), (102.584, 24.672), (102.618, 24.674), (102.622, 24.646)], 800)
    jinning_b = ragged("晋宁限采二", [(102.676, 24.640), (102.682, 24.668), (102.712, 24.664), (102.708, 24.636)], 800)
    deep = ragged("宜良深层", [(103.140, 24.900), (103.138, 24.932), (103.176, 24.936), (103.182, 24.904)], 900)
    rows = [
        ("GA-01", "昆明主城地下水禁采区", "禁采区", "第四系孔隙水、岩溶水", [[core]]),
        ("GA-02", "昆明主城外围地下水限采区", "限采区", "第四系孔隙水、岩溶水", [[belt, core[::-1]]]),
        ("GA-03", "昆明盆地地下水超采区", "超采区", "岩溶水", [[cone_a], [cone_b]]),
        ("GA-04", "黑龙潭泉域地下水禁采区", "禁采区", "岩溶水", [[spring]]),
        ("GA-05", "安宁盆地地下水限采区", "限采区", "孔隙水", [[anning]]),
        ("GA-06", "嵩明盆地地下水限采区", "限采区", "孔隙水", [[songming]]),
        ("GA-07", "晋宁坝区地下水限采区", "限采区", "孔隙水", [[jinning_a], [jinning_b]]),
        ("GA-08", "宜良盆地深层地下水难以更新区", "难以更新区", "深层承压水", [[deep]]),
    ]
    return [(polygons, {"code": code, "name": name, "kind": kind, "aquifer": aquifer,
                        "approval_doc": "示例公告〔2025〕3号"})
            for code, name, kind, aquifer, polygons in rows]


def special_areas(lakes, rivers):
    """List of (rings, properties). The three areas of 滇池 and the two of 阳宗海 share their edges."""
    def uneven(name, metres, spread):
        wave = waves(rng("special", name), [3, 7, 13])
        return lambda t: metres + spread * wave(t)

    lake = lakes["LK-DC"][2]
    core = offset_ring(lake, uneven("滇池核心", 160, 60))
    buffer = offset_ring(core, uneven("滇池缓冲", 1000, 300), 3)
    green = ragged("滇池流域", [
        (102.600, 25.100), (102.680, 25.200), (102.780, 25.330), (102.925, 25.405), (102.975, 25.250),
        (103.020, 25.115), (102.985, 24.975), (102.915, 24.870), (102.830, 24.738), (102.790, 24.520),
        (102.710, 24.455), (102.590, 24.520), (102.500, 24.545), (102.525, 24.660), (102.550, 24.740),
        (102.545, 24.800), (102.590, 24.870), (102.600, 24.950), (102.580, 25.030)], 2500)
    yzh = lakes["LK-YZH"][2]
    yzh_core = offset_ring(yzh, uneven("阳宗海核心", 120, 40))
    yzh_buffer = offset_ring(yzh_core, uneven("阳宗海缓冲", 500, 150), 3)
    snow = ragged("轿子雪山核心", [(102.815, 26.050), (102.820, 26.120), (102.850, 26.150), (102.885, 26.110),
                             (102.880, 26.050), (102.848, 26.025)])
    snow_out = ragged("轿子雪山一般", [(102.785, 26.030), (102.790, 26.140), (102.845, 26.185), (102.920, 26.130),
                                (102.915, 26.035), (102.850, 25.995)])
    spring = ragged("黑龙潭泉域", [(102.725, 25.115), (102.735, 25.175), (102.770, 25.190), (102.792, 25.140),
                              (102.770, 25.108)], 1000)
    marsh = ragged("捞鱼河湿地", [(102.7595, 24.826), (102.760, 24.842), (102.772, 24.845), (102.775, 24.830)], 500, 0.10)
    stone = ragged("石林", [(103.285, 24.795), (103.290, 24.850), (103.330, 24.880), (103.370, 24.850),
                          (103.358, 24.800), (103.320, 24.780)])
    karst = ragged("石林泉域", [(103.420, 24.700), (103.415, 24.760), (103.470, 24.790), (103.520, 24.750),
                            (103.490, 24.690)])
    tailings = ragged("安宁重点区", [(102.395, 24.850), (102.398, 24.890), (102.440, 24.895), (102.448, 24.858)], 900)
    hills = ragged("禄劝红线", [(102.290, 25.700), (102.285, 25.780), (102.330, 25.810), (102.365, 25.770),
                            (102.350, 25.700)], 1500)
    nlj = band(rivers["R-NLJ"][4][:150], 1000, 6)
    npj = rivers["R-NPJ"][4]
    fish = band(npj[nearest_index(npj, (103.190, 24.680)):nearest_index(npj, (103.185, 24.600)) + 1], 250, 4)
    rows = [
        ("SA-01", "滇池湖泊生态保护核心区", "lake_core", None, [core]),
        ("SA-02", "滇池湖泊生态保护缓冲区", "lake_buffer", None, [buffer, core[::-1]]),
        ("SA-03", "滇池绿色发展区", "lake_green", None, [green, buffer[::-1]]),
        ("SA-04", "阳宗海生态保护核心区", "lake_core", None, [yzh_core]),
        ("SA-05", "阳宗海生态保护缓冲区", "lake_buffer", None, [yzh_buffer, yzh_core[::-1]]),
        ("SA-06", "轿子雪山自然保护区核心保护区", "nature_reserve", "core", [snow]),
        ("SA-07", "轿子雪山自然保护区一般控制区", "nature_reserve", "general", [snow_out, snow[::-1]]),
        ("SA-08", "黑龙潭岩溶泉域", "karst_spring", None, [spring]),
        ("SA-09", "捞鱼河湖滨湿地", "wetland", None, [marsh]),
        ("SA-10", "石林风景名胜区", "scenic", None, [stone]),
        ("SA-11", "石林黑龙潭岩溶泉域", "karst_spring", None, [karst]),
        ("SA-12", "南盘江特有鱼类水产种质资源保护区", "fishery", "core", [fish]),
        ("SA-13", "牛栏江保护核心区", "river_core", None, [nlj]),
        ("SA-14", "安宁地下水污染防治重点区", "groundwater_pollution_control", None, [tailings]),
        ("SA-15", "禄劝西部生态保护红线", "red_line", None, [hills]),
        ("SA-16", "安宁重点管控单元", "control_unit", None, [tailings]),
    ]
    return [(rings, {"code": code, "name": name, "kind": kind, "grade": grade,
                     "approval_doc": "示例批复〔2023〕6号"}) for code, name, kind, grade, rings in rows]


def supply_areas(core):
    """List of (rings, properties); the main city ends at the shore area of 滇池."""
    points = core[:-1]
    a, b = nearest_index(points, (102.722, 24.912)), nearest_index(points, (102.668, 25.012))
    shore = points[a:b + 1] if a <= b else points[a:] + points[:b + 1]
    inland = ragged("主城供水", [shore[-1], (102.652, 25.036), (102.622, 25.050), (102.632, 25.105), (102.700, 25.138),
                              (102.782, 25.122), (102.842, 25.062), (102.850, 25.000), (102.802, 24.950), shore[0]],
                   1200, 0.10)
    # `ragged` also closes the short way over the lake; the shore takes that leg's place.
    ends = [shapes.rounded(shore[-1]), shapes.rounded(shore[0])]
    loop = inland[:-1]
    first, last = loop.index(ends[0]), loop.index(ends[1])
    outside = [loop[(first - k) % len(loop)] for k in range((first - last) % len(loop) + 1)]
    chenggong = ragged("呈贡供水", [(102.785, 24.855), (102.788, 24.910), (102.840, 24.925), (102.872, 24.890),
                               (102.850, 24.830), (102.800, 24.815)], 1000)
    anning = ragged("安宁供水", [(102.455, 24.895), (102.452, 24.940), (102.495, 24.950), (102.505, 24.905)], 900)
    return [
        ([closed(outside + shore[1:-1])],
         {"code": "SU-01", "name": "昆明主城公共供水管网覆盖区", "operator": "示例自来水公司"}),
        ([chenggong], {"code": "SU-02", "name": "呈贡公共供水管网覆盖区", "operator": "示例自来水公司"}),
        ([anning], {"code": "SU-03", "name": "安宁城区公共供水管网覆盖区", "operator": "示例安宁供水公司"}),
    ]
