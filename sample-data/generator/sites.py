"""Proposed sites with the verdict that a reviewer expects, one for every way a check can end."""

from . import shapes
from .registers import bank_point
from .shapes import moved, nearest_index, rounded

HEADER = ["name", "kind", "lon", "lat", "action", "class", "water_body", "flow_m3d", "load_cod_t_a",
          "load_nh3n_t_a", "purpose", "volume_m3a", "previous_m3a", "assessment", "small_use", "return_zone", "as_of",
          "expected", "codes", "why"]
AS_OF = "2026-09-01"


def sites(rivers, lakes, zone_lines, ring_of):
    """Rows after HEADER. `zone_lines` maps zone names to (code, line), `ring_of` area codes to rings.
    `codes` names the features that decide, separated by blanks."""
    rows = []

    def outfall(name, point, kind, water, flow, cod, nh3n, expected, codes, why, action="new"):
        rows.append([name, "outfall", *point, action, kind, water, flow, cod, nh3n, *6 * [None], AS_OF, expected,
                     codes, why])

    def well(name, point, purpose, volume, expected, codes, why, previous=None, assessment=None, small_use=None,
             return_zone=None):
        """A previous volume makes it a renewal."""
        rows.append([name, "well", *rounded(point), "renew" if previous is not None else "new", *5 * [None], purpose,
                     volume, previous, assessment, small_use, return_zone, AS_OF, expected, codes, why])

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
    xundian = (103.2850, 25.5960)
    well("寻甸农业井(资料齐全)", xundian, "agriculture", 20000, "pass", "530129",
         "各类区外,水位高于目标,地下水和用水总量有余,有论证,没有退水", assessment="report", return_zone="无")
    well("寻甸农业井(没有论证)", xundian, "agriculture", 20000, "restrict", "", "没有水资源论证,补充以前不得审批",
         assessment="none", return_zone="无")
    well("寻甸工业井(退水至宝象河)", xundian, "industry", 20000, "restrict", code("宝象河官渡农业用水区"),
         "退水的水功能区 COD 已超限制排污总量", assessment="report", return_zone=code("宝象河官渡农业用水区"))
    well("寻甸工业井(退水至螳螂川)", xundian, "industry", 20000, "restrict", code("螳螂川安宁工业用水区"),
         "退水的水功能区 2025 年水质不达标", assessment="report", return_zone=code("螳螂川安宁工业用水区"))
    well("石林农业井", (103.4040, 24.6680), "agriculture", 20000, "prohibit", "JJ-530126-030",
         "2 公里内的水井水位低于控制目标", assessment="report", return_zone="无")
    well("嵩明工业井", (103.1500, 25.2300), "industry", 20000, "prohibit", "530127", "嵩明县已许可水量超过用水总量控制指标",
         assessment="report", return_zone="无")
    well("宜良农业井", (103.1980, 24.8700), "agriculture", 2000, "restrict", "530125",
         "宜良县已许可水量接近用水总量控制指标(≥0.9)", assessment="report", return_zone="无")
    well("嵩明限采区农业井延续", (103.0500, 25.3250), "agriculture", 30000, "notice", "GA-06",
         "限采区内延续取水、水量不增:提示逐步削减", previous=30000, return_zone="无")
    well("嵩明限采区农业井增量延续", (103.0500, 25.3250), "agriculture", 36000, "prohibit", "GA-06",
         "限采区内延续取水而水量增加,按新增取水", previous=30000, assessment="report", return_zone="无")
    well("禄劝农户生活井", (102.5300, 25.9500), "domestic", 300, "notice", "", "家庭生活少量取水,不需要取水许可",
         small_use="yes")
    return rows
