"""Tables without geometry, with the Chinese headings that offices use."""

from .shapes import rng

SOURCE = "示例数据·非官方"

# Zones that get no load limit, and those whose loads come near to it or over it (load / limit).
WITHOUT_LIMIT = {"螳螂川富民农业用水区", "小江东川工业用水区", "汤池渠宜良渔业用水区", "巴江石林景观娱乐用水区",
                 "阳宗海饮用水源区"}
LOAD_RATIO = {"宝象河官渡农业用水区": {"COD": 1.18, "NH3N": 0.86}, "南盘江宜良工业用水区": {"COD": 0.95, "NH3N": 0.71}}
# Limits of zones with little load, t/a.
LEAST_LIMIT = {"保护区": {"COD": 20.0, "NH3N": 1.0, "TP": 0.2, "TN": 4.0},
               "保留区": {"COD": 80.0, "NH3N": 6.0}, "缓冲区": {"COD": 80.0, "NH3N": 6.0},
               "开发利用区": {"COD": 120.0, "NH3N": 9.0, "TP": 1.0, "TN": 20.0},
               "滇池": {"COD": 2400.0, "NH3N": 160.0, "TP": 30.0, "TN": 600.0}}
# Monthly quality: the factor on the target's limit. One zone fails, three have no samples.
FAILING = {"螳螂川安宁工业用水区": {"NH3N": 1.6, "TP": 1.35}}
UNSAMPLED = {"小江东川工业用水区", "对龙河嵩明农业用水区", "巴江石林农业用水区"}
# GB 3838-2002 table 1, mg/L: item -> class -> limit (TP for rivers; DO is a minimum).
LIMITS = {
    "CODMn": {"Ⅱ": 4, "Ⅲ": 6, "Ⅳ": 10}, "NH3N": {"Ⅱ": 0.5, "Ⅲ": 1.0, "Ⅳ": 1.5},
    "TP": {"Ⅱ": 0.1, "Ⅲ": 0.2, "Ⅳ": 0.3}, "DO": {"Ⅱ": 6, "Ⅲ": 5, "Ⅳ": 3},
}
LAKE_TP = {"Ⅱ": 0.025, "Ⅲ": 0.05, "Ⅳ": 0.1}
# Registered groundwater use / target of the county; counties not named get no target.
USE_RATIO = {"530181": 1.12, "530111": 0.95, "530102": 0.55, "530103": 0.62, "530112": 0.48, "530114": 0.70,
             "530115": 0.66, "530124": 0.40, "530125": 0.58, "530126": 0.35, "530127": 0.74, "530129": 0.30}
# Permitted abstraction / target of total use of the county; counties not named get no target.
TOTAL_RATIO = {"530127": 1.04, "530125": 0.93, "530102": 0.61, "530103": 0.58, "530111": 0.72, "530112": 0.44,
               "530113": 0.37, "530114": 0.66, "530115": 0.69, "530124": 0.41, "530126": 0.33, "530129": 0.52,
               "530181": 0.81}
YEAR = 2025


def zone_limits(function_zones, outfalls):
    header = ["编号", "水功能区编码", "污染物", "水平年", "限制排污总量", "批复文号", "备注", "数据来源"]
    rows = []
    for kind, _, zone in function_zones:
        if zone["name"] in WITHOUT_LIMIT:
            continue
        own = [p for _, p in outfalls if p["zone_code"] == zone["code"] and p["status"] == "active"]
        least = LEAST_LIMIT["滇池" if zone["water_body"] == "滇池" else zone["level1"]]
        items = [("COD", "load_cod_t_a"), ("NH3N", "load_nh3n_t_a")]
        if kind == "Polygon":  # Still water is limited in nutrients too.
            items += [("TP", "load_tp_t_a"), ("TN", "load_tn_t_a")]
        for item, field in items:
            load = sum(p[field] for p in own)
            ratio = LOAD_RATIO.get(zone["name"], {}).get(item)
            limit = round(load / ratio, 1) if ratio else max(round(load / 0.45, 1), least[item])
            rows.append([f"XP-{zone['code']}-{item}", zone["code"], item, YEAR, limit, "示例批复〔2024〕5号", SOURCE,
                         "由示例排污口负荷推算"])
    return header, rows


def quality_samples(function_zones, stations):
    header = ["编号", "水功能区编码", "断面编码", "采样日期", "项目", "测值", "备注", "数据来源"]
    by_zone = {p["zone_code"]: p["code"] for _, p in stations if p["zone_code"]}
    rows = []
    for kind, _, zone in function_zones:
        station, target = by_zone.get(zone["code"]), zone["target_class"]
        if station is None or target is None or zone["name"] in UNSAMPLED:
            continue
        generator = rng("quality", zone["code"])
        for month in range(1, 13):
            for item, limits in LIMITS.items():
                limit = LAKE_TP[target] if item == "TP" and kind == "Polygon" else limits[target]
                factor = FAILING.get(zone["name"], {}).get(item, 1.25 if item == "DO" else 0.62)
                value = round(limit * factor * generator.uniform(0.86, 1.14), 3)
                rows.append([f"SZ-{station}-{YEAR}{month:02d}-{item}", zone["code"], station,
                             f"{YEAR}-{month:02d}-{generator.randint(5, 12):02d}", item, value, SOURCE, SOURCE])
    return header, rows


def control_targets(counties, wells, permit_rows):
    header = ["编号", "行政区代码", "指标", "年度", "目标值", "单位", "备注", "数据来源"]
    rows = []
    for county, ratio in USE_RATIO.items():
        use = sum(p["volume_m3a"] for _, p in wells if p["county"] == county and p["status"] == "active")
        target = round(use / ratio, -2)
        for year in (YEAR, YEAR + 1):
            rows.append([f"KZ-{county}-{year}-DXS", county, "地下水取用量", year, target, "m³", SOURCE,
                         "由示例水井取水量推算"])
    for county, ratio in TOTAL_RATIO.items():
        # Permits that have run out by the middle of the next year count no more.
        use = sum(row[6] for row in permit_rows
                  if row[2] == "取地下水" and row[4] == county and (row[8] or "9") > f"{YEAR + 1}-06")
        for year in (YEAR, YEAR + 1):
            rows.append([f"KZ-{county}-{year}-ZL", county, "用水总量", year, round(use / ratio, -2), "m³", SOURCE,
                         "由示例许可水量推算"])
    # No county of the sample is under a suspension of approvals (区域限批), none in a supply emergency.
    for county, _, _ in counties:
        for year in (YEAR, YEAR + 1):
            rows.append([f"KZ-{county}-{year}-XP", county, "区域限批", year, 0, "", SOURCE, SOURCE])
            rows.append([f"KZ-{county}-{year}-YJ", county, "供水应急状态", year, 0, "", SOURCE, SOURCE])
    plan = "昆明市最严格水资源管理制度实施方案(2014)"
    for year, hundred_million in ((2015, 25.7), (2020, 33.88), (2030, 37.08)):
        rows.append([f"KZ-530100-{year}-ZL", "530100", "用水总量", year, round(hundred_million * 1e8), "m³",
                     "用水总量控制目标", plan])
    rows.append(["KZ-530100-2015-GNQ", "530100", "水功能区达标率", 2015, 65, "%", "31个考核水功能区", plan])
    rows.append(["KZ-530100-2015-SYD", "530100", "水源地达标率", 2015, 95, "%", "22个考核水源地", plan])
    return header, rows


def access_items():
    header = ["编号", "管控单元编码", "禁止活动", "条文", "公布文号", "备注", "数据来源"]
    return header, [
        ["ZR-001", "SA-16", "化工项目", "禁止新建、扩建化工项目", "示例公告〔2024〕3号", SOURCE, SOURCE],
        ["ZR-002", "SA-16", "其他(须人工核对)", "严格控制高耗水、高排放项目", "示例公告〔2024〕3号", SOURCE, SOURCE],
    ]


def permits(wells, intakes, outfalls):
    header = ["编号", "许可证号", "类型", "持证人", "行政区代码", "对象编码", "许可水量", "发证日期", "到期日期",
              "批准日期", "开工或投用日期", "最近取水日期", "年度计划水量", "年度实际取水量", "备注", "数据来源"]
    rows = []

    def add(number, kind, holder, county, code, volume, issued, expires):
        """Approved and built before it was issued; nine tenths planned, seven tenths taken. A few take
        more than they may, or have not taken anything for long."""
        approved = started = used = plan = actual = None
        if volume is not None:
            serial = len(rows) + 1
            approved, started = f"{int(issued[:4]) - 1}-03-10", f"{issued[:4]}-01-20"
            used, plan, actual = f"{YEAR + 1}-06-30", round(0.9 * volume), round(0.7 * volume)
            if serial % 11 == 5:
                actual = round(1.12 * volume)
            elif serial % 11 == 9:
                actual = round(0.96 * volume)  # More than planned, less than permitted.
            elif serial % 13 == 7:
                used, actual = f"{YEAR - 1}-05-31", 0
        rows.append([f"XK-{len(rows) + 1:03d}", number, kind, holder, county, code, volume, issued, expires,
                     approved, started, used, plan, actual, SOURCE, SOURCE])

    for _, well in wells:
        if well["permit_no"]:
            year = int(well["permit_expires"][:4]) - 5
            add(well["permit_no"], "取地下水", f"示例取水户{well['code'][-3:]}", well["county"], well["code"],
                well["volume_m3a"], f"{year}{well['permit_expires'][4:]}", well["permit_expires"])
    for _, intake in intakes:
        add(intake["permit_no"], "取地表水", "示例水务公司", "530100", intake["code"], intake["volume_m3a"],
            "2021-07-01", "2031-06-30")
    for _, outfall in outfalls:
        if outfall["approval_no"]:
            add(outfall["approval_no"], "入河排污口", outfall["discharger"], outfall["code"].split("-")[1],
                outfall["code"], None, outfall["approved_on"], None)
    # A mistake on purpose: its well is not in the register.
    add("D530102G2020-9999", "取地下水", "示例取水户999", "530102", "JJ-530102-999", 50000, "2020-07-01", "2030-06-30")
    rows[-1][-2] = "有意的错误：对象不在登记中"
    # The permit before the present one, for a quarter less: what is taken in a restricted area grew.
    for _, well in wells:
        if well["permit_no"] and well["code"].endswith("-047"):
            rows.append([f"XK-{len(rows) + 1:03d}", f"{well['permit_no']}旧", "取地下水",
                         f"示例取水户{well['code'][-3:]}", well["county"], well["code"],
                         round(0.75 * well["volume_m3a"]), "2015-03-31", "2020-03-30", "2014-11-10", "2015-02-01",
                         "2020-03-30", None, None, SOURCE, SOURCE])
    # Approved, but the works never began.
    rows.append([f"XK-{len(rows) + 1:03d}", None, "取地下水", "示例农业合作社", "530128", None, 40000, None, None,
                 "2022-05-16", None, None, None, None, SOURCE, SOURCE])
    return header, rows
