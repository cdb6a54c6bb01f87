//! Hand-made networks in a plane with known distances.

use geo::{Coord, Geometry, MultiLineString, wkt};

use super::*;

type River = (&'static str, &'static str, Geometry<f64>);

fn lines(rivers: &[River]) -> RiverNetwork {
    network(rivers, &[])
}

fn network(rivers: &[River], lakes: &[River]) -> RiverNetwork {
    let rivers: Vec<RiverLine<'_>> = (rivers.iter())
        .map(|(code, name, geometry)| RiverLine {
            code,
            name: Some(name),
            geometry: Some(geometry),
        })
        .collect();
    let lakes: Vec<LakeArea<'_>> = (lakes.iter())
        .map(|(code, name, geometry)| LakeArea {
            code,
            name: Some(name),
            geometry: Some(geometry),
        })
        .collect();
    RiverNetwork::build_with(|at| at, &rivers, &lakes, Tolerances::default())
}

fn at(network: &RiverNetwork, x: f64, y: f64) -> Vec<Spot> {
    let located = network.locate(Coord { x, y }, None, 50.0);
    assert!(!located.spots.is_empty(), "nothing at {x} {y}");
    located.spots
}

/// Metres from `a` to `b` in the direction, and what is doubtful about it.
fn way(
    network: &RiverNetwork,
    direction: Direction,
    a: (f64, f64),
    b: (f64, f64),
) -> (Option<f64>, Vec<IssueKind>) {
    let walk = network.walk(&at(network, a.0, a.1), direction, 10_000.0);
    let metres = at(network, b.0, b.1)
        .iter()
        .filter_map(|spot| walk.reach(spot))
        .map(|reach| reach.distance_m)
        .min_by(f64::total_cmp);
    (metres, walk.doubts().map(|issue| issue.kind).collect())
}

fn down(network: &RiverNetwork, a: (f64, f64), b: (f64, f64)) -> Option<f64> {
    way(network, Direction::Downstream, a, b).0
}

fn up(network: &RiverNetwork, a: (f64, f64), b: (f64, f64)) -> Option<f64> {
    way(network, Direction::Upstream, a, b).0
}

fn kinds(network: &RiverNetwork) -> Vec<IssueKind> {
    network.issues().iter().map(|issue| issue.kind).collect()
}

fn main_stem() -> River {
    (
        "R1",
        "大河",
        wkt!(LINESTRING(0. 0., 1000. 0., 3000. 0.)).into(),
    )
}

#[test]
fn chainage_and_distance_follow_the_bends_of_a_line() {
    let network = lines(&[(
        "R1",
        "曲河",
        wkt!(LINESTRING(0. 0., 0. 300., 400. 300.)).into(),
    )]);
    let spot = &at(&network, 100.0, 290.0)[0];
    assert_eq!(spot.chainage_m, Some(400.0));
    assert_eq!(
        (spot.at, spot.offset_m),
        (Coord { x: 100.0, y: 300.0 }, 10.0)
    );
    assert_eq!(down(&network, (0.0, 100.0), (100.0, 300.0)), Some(300.0));
    assert_eq!(down(&network, (100.0, 300.0), (0.0, 100.0)), None);
    assert_eq!(up(&network, (100.0, 300.0), (0.0, 100.0)), Some(300.0));
    assert_eq!(down(&network, (0.0, 100.0), (0.0, 100.0)), Some(0.0));
}

#[test]
fn a_tributary_joins_where_its_mouth_meets_the_middle_of_a_line() {
    // The mouth ends 10 m short of the main stem; those metres count.
    let tributary = ("R2", "支河", wkt!(LINESTRING(1000. 800., 1000. 10.)).into());
    let network = lines(&[main_stem(), tributary]);
    assert_eq!(down(&network, (1000.0, 500.0), (1500.0, 0.0)), Some(1000.0));
    assert_eq!(up(&network, (1500.0, 0.0), (1000.0, 500.0)), Some(1000.0));
    assert_eq!(down(&network, (1000.0, 500.0), (500.0, 0.0)), None);
    assert_eq!(up(&network, (500.0, 0.0), (1000.0, 500.0)), None);
    assert_eq!(
        kinds(&network),
        [IssueKind::OpenEnd],
        "only the end of the main stem"
    );
}

#[test]
fn lines_that_meet_at_their_ends_are_one_river() {
    let network = lines(&[
        ("R1", "大河", wkt!(LINESTRING(0. 0., 1000. 0.)).into()),
        ("R2", "大河", wkt!(LINESTRING(1010. 0., 2000. 0.)).into()),
        ("R3", "支河", wkt!(LINESTRING(1000. 700., 1000. 0.)).into()),
    ]);
    let chainage = at(&network, 1510.0, 0.0)[0].chainage_m;
    assert_eq!(
        chainage,
        Some(500.0),
        "each feature counts from its own source"
    );
    assert_eq!(down(&network, (500.0, 0.0), (1510.0, 0.0)), Some(1010.0));
    assert_eq!(down(&network, (1000.0, 500.0), (1510.0, 0.0)), Some(1010.0));
    assert_eq!(down(&network, (500.0, 0.0), (1000.0, 500.0)), None);
}

#[test]
fn parts_of_one_river_join_like_lines() {
    let parts = MultiLineString(vec![
        wkt!(LINESTRING(0. 0., 1000. 0.)),
        wkt!(LINESTRING(1000. 0., 2000. 0.)),
    ]);
    let network = lines(&[("R1", "大河", parts.into())]);
    assert_eq!(down(&network, (500.0, 0.0), (1500.0, 0.0)), Some(1000.0));
    assert_eq!(at(&network, 1500.0, 0.0)[0].chainage_m, Some(1500.0));
}

#[test]
fn a_bifurcation_is_reported_and_searched_both_ways() {
    let network = lines(&[
        ("R1", "大河", wkt!(LINESTRING(0. 0., 1000. 0.)).into()),
        ("R2", "左河", wkt!(LINESTRING(1000. 0., 2000. 500.)).into()),
        ("R3", "右河", wkt!(LINESTRING(1000. 0., 2000. -500.)).into()),
    ]);
    assert!(kinds(&network).contains(&IssueKind::Bifurcation));
    for y in [250.0, -250.0] {
        let metres = down(&network, (500.0, 0.0), (1500.0, y)).unwrap();
        assert!((metres - (500.0 + 500_f64.hypot(250.0))).abs() < 1e-9);
    }
    assert_eq!(down(&network, (1500.0, 250.0), (1500.0, -250.0)), None);
}

#[test]
fn a_gap_in_the_river_is_reported_not_bridged() {
    let network = lines(&[
        ("R1", "大河", wkt!(LINESTRING(0. 0., 1000. 0.)).into()),
        ("R2", "大河", wkt!(LINESTRING(1060. 0., 2000. 0.)).into()),
    ]);
    let gap = &network.issues()[0];
    assert_eq!((gap.kind, gap.distance_m), (IssueKind::Gap, Some(60.0)));
    assert_eq!(gap.codes, ["R1", "R2"]);
    assert_eq!(gap.at, Coord { x: 1000.0, y: 0.0 });
    let (metres, doubts) = way(&network, Direction::Downstream, (500.0, 0.0), (1500.0, 0.0));
    assert_eq!((metres, doubts), (None, vec![IssueKind::Gap]));
    let (metres, doubts) = way(&network, Direction::Upstream, (1500.0, 0.0), (500.0, 0.0));
    assert_eq!((metres, doubts), (None, vec![IssueKind::Gap]));
    // A search that does not come so far is complete.
    let walk = network.walk(&at(&network, 500.0, 0.0), Direction::Downstream, 400.0);
    assert_eq!(walk.doubts().count(), 0);
    let walk = network.walk(&at(&network, 1500.0, 0.0), Direction::Upstream, 400.0);
    assert_eq!(walk.doubts().count(), 0);
}

#[test]
fn a_tributary_that_ends_short_of_the_river_makes_searches_past_it_doubtful() {
    let tributary = ("R2", "支河", wkt!(LINESTRING(1000. 800., 1000. 90.)).into());
    let network = lines(&[main_stem(), tributary]);
    let (metres, doubts) = way(
        &network,
        Direction::Upstream,
        (1500.0, 0.0),
        (1000.0, 500.0),
    );
    assert_eq!((metres, doubts), (None, vec![IssueKind::Gap]));
    let (_, doubts) = way(&network, Direction::Upstream, (900.0, 0.0), (500.0, 0.0));
    assert_eq!(doubts, [], "above the mouth nothing is missing");
}

#[test]
fn lines_head_to_head_are_reported_and_doubted() {
    let network = lines(&[
        ("R1", "大河", wkt!(LINESTRING(0. 0., 1000. 0.)).into()),
        ("R2", "大河", wkt!(LINESTRING(2000. 0., 1000. 0.)).into()),
    ]);
    let reversed = |issue: &&Issue| issue.kind == IssueKind::Reversed;
    let issue = network.issues().iter().find(reversed).unwrap();
    assert_eq!(issue.codes, ["R1", "R2"]);
    let (metres, doubts) = way(&network, Direction::Downstream, (500.0, 0.0), (1500.0, 0.0));
    assert!(metres.is_none() && doubts.contains(&IssueKind::Reversed));
    let (_, doubts) = way(&network, Direction::Upstream, (1500.0, 0.0), (500.0, 0.0));
    assert!(doubts.contains(&IssueKind::Reversed), "{doubts:?}");
}

#[test]
fn a_tributary_drawn_upstream_is_a_branch_that_leads_nowhere() {
    let drawn_upstream = ("R2", "支河", wkt!(LINESTRING(1000. 0., 1000. 800.)).into());
    let network = lines(&[main_stem(), drawn_upstream]);
    assert!(kinds(&network).contains(&IssueKind::Reversed));
    let (metres, doubts) = way(
        &network,
        Direction::Upstream,
        (1500.0, 0.0),
        (1000.0, 500.0),
    );
    assert!(metres.is_none() && doubts.contains(&IssueKind::Reversed));
}

#[test]
fn a_loop_neither_hangs_nor_counts_twice() {
    let network = lines(&[
        ("R1", "东河", wkt!(LINESTRING(0. 0., 1000. 0.)).into()),
        ("R2", "北河", wkt!(LINESTRING(1000. 0., 1000. 1000.)).into()),
        (
            "R3",
            "回河",
            wkt!(LINESTRING(1000. 1000., 0. 1000., 0. 0.)).into(),
        ),
    ]);
    assert_eq!(kinds(&network), [IssueKind::Loop]);
    assert_eq!(network.issues()[0].codes, ["R1", "R2", "R3"]);
    let (metres, doubts) = way(
        &network,
        Direction::Downstream,
        (500.0, 0.0),
        (1000.0, 500.0),
    );
    assert_eq!((metres, doubts), (Some(1000.0), vec![IssueKind::Loop]));
    // Once around, to just above the start.
    assert_eq!(down(&network, (500.0, 0.0), (400.0, 0.0)), Some(3900.0));
}

#[test]
fn a_lake_is_crossed_in_a_straight_line() {
    let lake: Geometry<f64> =
        wkt!(POLYGON((1000. -500., 2000. -500., 2000. 500., 1000. 500., 1000. -500.))).into();
    let network = network(
        &[
            ("R1", "入河", wkt!(LINESTRING(0. 0., 990. 0.)).into()),
            ("R2", "出河", wkt!(LINESTRING(2010. 0., 3000. 0.)).into()),
            (
                "R3",
                "另河",
                wkt!(LINESTRING(1500. 1500., 1500. 510.)).into(),
            ),
        ],
        &[("L1", "大湖", lake)],
    );
    let walk = network.walk(&at(&network, 490.0, 0.0), Direction::Downstream, 5000.0);
    let below = walk.reach(&at(&network, 2510.0, 0.0)[0]).unwrap();
    assert_eq!((below.distance_m, below.through_lake), (2020.0, true));
    let inside = walk.reach(&at(&network, 1490.0, 0.0)[0]).unwrap();
    assert_eq!((inside.distance_m, inside.through_lake), (1000.0, true));
    assert_eq!(
        walk.reach(&at(&network, 1500.0, 1000.0)[0]),
        None,
        "another inflow"
    );
    let from_lake = network.walk(&at(&network, 1490.0, 0.0), Direction::Upstream, 5000.0);
    assert_eq!(
        from_lake
            .reach(&at(&network, 490.0, 0.0)[0])
            .unwrap()
            .distance_m,
        1000.0
    );
    assert!(from_lake.reach(&at(&network, 1500.0, 1000.0)[0]).is_some());
    assert!(from_lake.reach(&at(&network, 2510.0, 0.0)[0]).is_none());
}

#[test]
fn a_line_through_a_lake_takes_up_what_flows_into_it() {
    let lake: Geometry<f64> =
        wkt!(POLYGON((1000. -500., 2000. -500., 2000. 500., 1000. 500., 1000. -500.))).into();
    let stem = wkt!(LINESTRING(0. 0., 1200. 0., 1800. 0., 3000. 0.));
    let network = network(
        &[
            ("R1", "大河", stem.into()),
            (
                "R2",
                "支河",
                wkt!(LINESTRING(1500. 1500., 1500. 510.)).into(),
            ),
        ],
        &[("L1", "大湖", lake)],
    );
    // 10 m to the shore are counted within the straight line from the mouth to where the stem leaves.
    let expected = 490.0 + 500_f64.hypot(510.0) + 500.0;
    let metres = down(&network, (1500.0, 1000.0), (2500.0, 0.0)).unwrap();
    assert!(
        (metres - expected).abs() < 1e-3,
        "{metres} is not {expected}"
    );
    assert!((down(&network, (500.0, 0.0), (2500.0, 0.0)).unwrap() - 2000.0).abs() < 1e-3);
    assert!(!kinds(&network).contains(&IssueKind::Loop));
}

#[test]
fn a_lake_that_nothing_leaves_makes_downstream_doubtful() {
    let lake: Geometry<f64> =
        wkt!(POLYGON((1000. -500., 2000. -500., 2000. 500., 1000. 500., 1000. -500.))).into();
    let network = network(
        &[("R1", "入河", wkt!(LINESTRING(0. 0., 1000. 0.)).into())],
        &[("L1", "大湖", lake)],
    );
    for x in [500.0, 1500.0] {
        let walk = network.walk(&at(&network, x, 0.0), Direction::Downstream, 1000.0);
        let kinds: Vec<_> = walk.doubts().map(|issue| issue.kind).collect();
        assert_eq!(kinds, [IssueKind::OpenEnd]);
    }
    let walk = network.walk(&at(&network, 1500.0, 0.0), Direction::Upstream, 1000.0);
    assert_eq!(walk.doubts().count(), 0);
}

#[test]
fn names_decide_before_distance_and_a_name_not_there_is_not_replaced() {
    let tributary = (
        "R2",
        "支河（下段）",
        wkt!(LINESTRING(1000. 800., 1000. 0.)).into(),
    );
    let network = lines(&[main_stem(), tributary]);
    let site = Coord { x: 1100.0, y: 10.0 };
    assert_eq!(network.locate(site, None, 200.0).spots[0].code, "R1");
    let named = network.locate(site, Some("支河"), 200.0);
    assert_eq!((named.spots.len(), named.spots[0].code.as_str()), (1, "R2"));
    assert_eq!(named.spots[0].offset_m, 100.0);
    let elsewhere = network.locate(site, Some("小河"), 200.0);
    assert_eq!(elsewhere.spots, []);
    assert_eq!(elsewhere.others, ["大河", "支河（下段）"]);
    let far = Coord {
        x: 1100.0,
        y: 5000.0,
    };
    assert_eq!(network.locate(far, None, 200.0), Located::default());
}

#[test]
fn a_point_beyond_the_end_snaps_to_the_end() {
    let network = lines(&[main_stem()]);
    let spot = &at(&network, 3030.0, 0.0)[0];
    assert_eq!((spot.chainage_m, spot.offset_m), (Some(3000.0), 30.0));
}

#[test]
fn pieces_cover_the_way_down_to_the_limit() {
    let tributary = ("R2", "支河", wkt!(LINESTRING(1000. 800., 1000. 0.)).into());
    let network = lines(&[main_stem(), tributary]);
    let walk = network.walk(&at(&network, 1000.0, 500.0), Direction::Downstream, 700.0);
    let pieces = walk.pieces();
    assert_eq!(pieces.len(), 2, "{pieces:?}");
    assert_eq!(
        pieces[0].line,
        [(1000.0, 500.0), (1000.0, 0.0)].map(Coord::from)
    );
    assert_eq!(
        pieces[1].line,
        [(1000.0, 0.0), (1200.0, 0.0)].map(Coord::from)
    );
    assert_eq!(
        (pieces[1].from_m, pieces[1].river.as_deref()),
        (500.0, Some("大河"))
    );
    let walk = network.walk(&at(&network, 1500.0, 0.0), Direction::Upstream, 700.0);
    let last = walk.pieces().pop().unwrap();
    assert_eq!(last.from_m, 500.0);
    assert!([(800.0, 0.0), (1000.0, 200.0)].contains(&last.line[1].x_y()));
}

#[test]
fn what_cannot_be_used_is_listed() {
    let geometry: Geometry<f64> = wkt!(LINESTRING(0. 0., 1000. 0.)).into();
    let point: Geometry<f64> = wkt!(LINESTRING(5. 5., 5. 5.)).into();
    let river = |code, name, geometry| RiverLine {
        code,
        name,
        geometry,
    };
    let rivers = [
        river("R1", Some("大河"), Some(&geometry)),
        river("R2", Some("大河"), Some(&geometry)),
        river("R3", None, Some(&geometry)),
        river("R4", Some("点"), Some(&point)),
        river("R5", Some("空"), None),
    ];
    let network = RiverNetwork::build_with(|at| at, &rivers, &[], Tolerances::default());
    let listed: Vec<_> = (network.issues().iter())
        .map(|issue| (issue.kind, issue.codes.join("+")))
        .collect();
    let expected = [
        (IssueKind::OpenEnd, "R1"),
        (IssueKind::Duplicate, "R1+R2"),
        (IssueKind::Duplicate, "R1+R3"),
        (IssueKind::ZeroLength, "R4"),
        (IssueKind::ZeroLength, "R5"),
        (IssueKind::Unnamed, "R3"),
    ];
    assert_eq!(
        listed,
        expected.map(|(kind, codes)| (kind, codes.to_owned()))
    );
    assert_eq!(down(&network, (100.0, 0.0), (600.0, 0.0)), Some(500.0));
}

#[test]
fn an_empty_network_finds_nothing() {
    let network = lines(&[]);
    assert!(network.is_empty());
    assert_eq!(
        network.locate(Coord::zero(), None, 200.0),
        Located::default()
    );
    let walk = network.walk(&[], Direction::Downstream, 1000.0);
    assert_eq!((walk.pieces().len(), walk.doubts().count()), (0, 0));
}
