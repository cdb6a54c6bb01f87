"""Proposed sites with the verdict that a reviewer expects, one for every way a check can end."""

from . import shapes
from .registers import bank_point
from .shapes import moved, nearest_index, rounded

HEADER = ["name", "kind", "lon", "lat", "action", "class", "water_body", "flow_m3d", "load_cod_t_a",
          "load_nh3n_t_a", "purpose", "volume_m3a", "as_of", "expected", "codes", "why"]
AS_OF = "2026-09-01"


def sites(rivers, lakes, zone_lines, ring_of):
    """Rows after HEADER. `zone_lines` maps zone names to (code, line), `ring_of` area codes to rings.
    `codes` names the features that decide, separated by blanks."""
    rows = []

    def outfall(name, point, kind, water, flow, cod, nh3n, expected, codes, why, action="new"):
        rows.append([name, "outfall", *point, action, kind, water, flow, cod, nh3n, None, None, AS_OF, expected,
                     codes, why])

    def well(name, point, purpose, volume, expected, codes, why):
        rows.append([name, "well", *rounded(point), None, None, None, None, None, None, purpose, volume, AS_OF,
                     expected, codes, why])

    def bank(zone, along, metres=25):
        return bank_point(zone_lines[zone][1], along, metres)

    def code(zone):
        return zone_lines[zone][0]

    def between(point, outer):
        """Half way from a point to the nearest vertex of the ring around it."""
        b = min(ring_of[outer], key=lambda p: shapes.distance_m(point, p))
        return rounded(((point[0] + b[0]) / 2, (point[1] + b[1]) / 2))

    shore = lakes["LK-SHB"][2][105]
    outfall("松华坝库边村污水口", between(shore, "SY-530103-01-1"), "rural_sewage", "松华坝水库", 200, 3.5, 0.5, "prohibit",
            "SY-530103-01-1", "一级保护区内禁设排污口")
    upper = rivers["R-PLJ"][4]
    ring = next(i for i, p in enumerate(upper) if shapes.inside(p, ring_of["SY-530103-01-2"]))
    outfall("松华坝二级区农家乐排口", bank_point(upper, (ring + 4) / (len(upper) - 1), 20), "domestic", "盘龙江", 60, 1.8,
            0.3, "prohibit", "SY-530103-01-2", "二级保护区(环形,不含一级区)内禁设排污口")
    outfall("草海西岸排口", rounded(moved((102.6385, 24.9900), -60, 0)), "stormwater", "滇池", 500, 6.0, 0.3,
            "prohibit", "SA-01", "滇池生态保护核心区")
    outfall("牛栏江嵩明段排口", bank("牛栏江嵩明水源保护区", 0.5), "urban_wwtp", "牛栏江", 8000, 80, 5,
            "prohibit", code("牛栏江嵩明水源保护区"), "水功能一级区保护区内禁设排污口(亦在牛栏江保护核心区内)")
    outfall("宝象河新增园区排口", bank("宝象河官渡农业用水区", 0.6), "park_wwtp", "宝象河", 8000, 110, 8, "restrict",
            code("宝象河官渡农业用水区"), "COD 已超限制排污总量")
    outfall("螳螂川工业企业排口", bank("螳螂川安宁工业用水区", 0.6), "industrial", "螳螂川", 3000, 60, 5, "restrict",
            code("螳螂川安宁工业用水区"), "2025 年水质不达标(氨氮、总磷),工业排口限制审批")
    outfall("普渡河保留区排口", bank("普渡河富民—禄劝保留区", 0.6), "industrial", "普渡河", 900, 18, 1.5, "restrict",
            code("普渡河富民—禄劝保留区"), "保留区从严控制并须论证")
    outfall("掌鸠河饮用水源区排口", bank("掌鸠河禄劝饮用水源区", 0.6), "rural_sewage", "掌鸠河", 300, 5, 0.8, "restrict",
            code("掌鸠河禄劝饮用水源区"), "饮用水源区内、保护区界外,从严并须论证")
    outfall("鸣矣河盐矿扩建排口", bank("鸣矣河安宁工业用水区", 0.25), "industrial", "鸣矣河", 1500, 30, 2.5, "assess",
            code("鸣矣河安宁工业用水区"), "工业用水区,水质达标、总量有余,须论证", "expand")
    outfall("盘龙江再生水厂排口", bank("盘龙江昆明景观娱乐用水区", 0.80), "urban_wwtp", "盘龙江", 10000, 100, 6, "assess",
            f"{code('盘龙江昆明景观娱乐用水区')} SA-03", "景观娱乐用水区、滇池绿色发展区,须论证")
    unzoned = rivers["R-MGL"][4]
    outfall("木嘎利河雨水口", bank_point(unzoned, nearest_index(unzoned, (102.500, 25.605)) / (len(unzoned) - 1), 20),
            "stormwater", "木嘎利河", 150, 1.5, 0.1, "notice", "", "河段未划水功能区,雨洪排口登记管理,仅提示")
    well("主城禁采区工业井", (102.7120, 25.0350), "industry", 60000, "prohibit", "GA-01", "禁采区内不得取用地下水")
    well("禁采区边界上的井", ring_of["GA-01"][20], "industry", 60000, "prohibit", "GA-01",
         "正好在禁采区边界线上,按区内处理(edge)")
    well("嵩明限采区生活井", (103.0350, 25.3350), "domestic", 20000, "prohibit", "GA-06",
         "现行法规:限采区不得新增取水;2014 方案对生活用水放宽为限制,两包并列,从严")
    well("呈贡管网内农业井", (102.8050, 24.8800), "agriculture", 30000, "prohibit", "SU-02", "公共供水管网覆盖区内不得新凿自备井")
    well("海源寺水源地地热井", rounded(moved((102.6150, 25.0950), 0, 900)), "geothermal", 50000, "prohibit",
         "SY-530102-01-2", "地下水饮用水水源地内不得建设需取水的地热项目")
    well("安宁工业井", (102.2900, 24.8200), "industry", 50000, "prohibit", "530181", "安宁市地下水取用量已超控制指标")
    well("官渡东部农业井", (102.9800, 25.0050), "agriculture", 15000, "restrict", "530111",
         "官渡区地下水取用量接近控制指标(≥0.9)")
    well("禄劝乡村生活井", (102.5300, 25.9500), "domestic", 8000, "undecided", "530128", "禄劝县没有地下水控制指标,无法判定")
    well("寻甸监测井", (103.2600, 25.8500), "monitoring", 0, "pass", "530129", "各类区外,县总量有余,监测用途")
    return rows
