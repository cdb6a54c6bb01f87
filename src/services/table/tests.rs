use std::sync::Arc;

use super::*;
use crate::domain::{Language, Layer, Progress, ValueRef};
use crate::services::Clock;
use crate::services::sample::create_sample;
use crate::store::Project;

fn sample() -> (tempfile::TempDir, Project) {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::Fixed("2026-11-23T12:00:00Z".parse().unwrap());
    let path = folder.path().join("sample.sqlite");
    let project = create_sample(&path, clock, &Progress::silent()).unwrap();
    (folder, project)
}

fn read(project: &Project, layer: Layer) -> TableData {
    TableData::read(project, layer, &Progress::silent()).unwrap()
}

fn listed(data: &TableData, request: &ViewRequest) -> Vec<u32> {
    view(data, None, request, &Progress::silent()).unwrap()
}

#[test]
fn a_table_holds_what_the_project_says() {
    let (_folder, project) = sample();
    for layer in Layer::ALL {
        let data = read(&project, layer);
        let features = project.features(layer).unwrap();
        assert_eq!(data.len(), features.len(), "{}", layer.name());
        for (row, feature) in features.iter().enumerate() {
            assert_eq!(data.ids()[row], feature.id);
            assert_eq!(data.row_of(feature.id), Some(row));
            assert_eq!(data.value(row, 0), ValueRef::Text(&feature.code));
            for (index, value) in feature.values.iter().enumerate() {
                let kept = data.value(row, index + 1);
                match ValueRef::from(value) {
                    // A whole number may have been stored as a real one: it reads the same.
                    ValueRef::Real(number) if number == number.trunc() => {
                        assert_eq!(kept, ValueRef::Integer(number as i64));
                    }
                    stored => assert_eq!(kept, stored),
                }
            }
        }
    }
}

#[test]
fn rows_are_sorted_by_several_keys_and_unknown_values_come_last_either_way() {
    let (_folder, project) = sample();
    let data = read(&project, Layer::FunctionZone);
    let column = column_of(Layer::FunctionZone, "level2").unwrap();
    let class = column_of(Layer::FunctionZone, "target_class").unwrap();
    for descending in [false, true] {
        let sort = vec![
            SortKey { column, descending },
            SortKey {
                column: class,
                descending: false,
            },
        ];
        let rows = listed(
            &data,
            &ViewRequest {
                sort,
                ..ViewRequest::default()
            },
        );
        assert_eq!(rows.len(), data.len());
        let values: Vec<_> = rows
            .iter()
            .map(|row| data.value(*row as usize, column))
            .collect();
        let known = values
            .iter()
            .take_while(|value| **value != ValueRef::Null)
            .count();
        assert!(known > 1 && known < values.len());
        assert!(values[known..].iter().all(|value| *value == ValueRef::Null));
        // Within equal values the second key decides.
        let ranks = data.ranks(class);
        for pair in rows.windows(2) {
            let [a, b] = [pair[0], pair[1]].map(|row| row as usize);
            if data.value(a, column) == data.value(b, column) {
                assert!(ranks[a] <= ranks[b]);
            }
        }
    }
}

#[test]
fn quick_filters_and_an_expression_list_the_same_rows() {
    let (_folder, project) = sample();
    let layer = Layer::FunctionZone;
    let data = read(&project, layer);
    let level = column_of(layer, "level1").unwrap();
    let length = column_of(layer, "length_km").unwrap();
    let pairs: [(usize, &str, &str); 6] = [
        (level, "开发利用", "level1 = '开发利用区'"),
        (level, "develop", "level1 = 'development'"),
        (length, ">10", "length_km > 10"),
        (length, "5..20", "length_km between 5 and 20"),
        (length, "空", "length_km is null"),
        (length, "非空", "length_km is not null"),
    ];
    for (column, typed, expression) in pairs {
        let by_filter = listed(
            &data,
            &ViewRequest {
                filters: vec![(column, typed.to_owned())],
                ..ViewRequest::default()
            },
        );
        let by_expression = listed(
            &data,
            &ViewRequest {
                expression: expression.to_owned(),
                ..ViewRequest::default()
            },
        );
        assert_eq!(by_filter, by_expression, "{typed}");
    }
    let refused = ViewRequest {
        filters: vec![(length, "很长".to_owned())],
        ..ViewRequest::default()
    };
    let error = view(&data, None, &refused, &Progress::silent()).unwrap_err();
    assert!(error.to_string().contains("10..20"), "{error}");
    let only: Arc<[i64]> = data.ids()[..2].into();
    let request = ViewRequest {
        only: Some(only),
        ..ViewRequest::default()
    };
    assert_eq!(listed(&data, &request), [0, 1]);
}

#[test]
fn statistics_count_and_measure_what_is_listed() {
    let (_folder, project) = sample();
    let layer = Layer::FunctionZone;
    let data = read(&project, layer);
    let rows: Vec<u32> = (0..data.len() as u32).collect();
    let about = |name| {
        let column = column_of(layer, name).unwrap();
        statistics(&data, &rows, column, Language::Zh, &Progress::silent()).unwrap()
    };
    let length = about("length_km");
    let lengths: Vec<f64> = project
        .features(layer)
        .unwrap()
        .iter()
        .filter_map(|zone| zone.number("length_km"))
        .collect();
    let numbers = length.numbers.unwrap();
    assert_eq!(length.rows - length.unknown, lengths.len());
    assert_eq!(
        numbers.max,
        lengths.iter().copied().fold(f64::MIN, f64::max)
    );
    assert!((numbers.sum - lengths.iter().sum::<f64>()).abs() < 1e-9);
    assert!(numbers.min <= numbers.median && numbers.median <= numbers.max);
    let level = about("level1");
    assert_eq!(level.numbers, None);
    assert!(level.frequent[0].0.ends_with('区'), "{:?}", level.frequent);
    assert_eq!(
        level.frequent.iter().map(|(_, count)| count).sum::<usize>(),
        data.len()
    );
    let odd = statistics::figures_of(vec![3.0, 1.0, 2.0]).unwrap();
    assert_eq!((odd.median, odd.mean), (2.0, 2.0));
    assert_eq!(statistics::figures_of(vec![1.0, 2.0]).unwrap().median, 1.5);
    assert_eq!(statistics::figures_of(Vec::new()), None);
}

#[test]
fn copied_rows_are_a_spreadsheet_with_titles_and_labels() {
    let (_folder, project) = sample();
    let layer = Layer::FunctionZone;
    let data = read(&project, layer);
    let columns = ["code", "level1", "length_km"].map(|name| column_of(layer, name).unwrap());
    let text = rows_as_text(&data, &[1, 0], &columns, Language::Zh, &Progress::silent()).unwrap();
    let lines: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0], ["编号", "一级区类型", "长度 (km)"]);
    assert!(lines.iter().all(|line| line.len() == 3));
    let ValueRef::Text(code) = data.value(1, 0) else {
        panic!("a code is text");
    };
    assert_eq!(lines[1][0], code);
    assert!(lines[1][1].ends_with('区'), "{:?}", lines[1]);
}

#[test]
fn lengths_and_areas_are_measured_when_asked_for() {
    let (_folder, project) = sample();
    let layer = Layer::Lake;
    let data = read(&project, layer);
    assert!(!data.is_measured());
    let area = column_of(layer, "$area_m2").unwrap();
    assert_eq!(data.value(0, area), ValueRef::Null);
    data.measured(&project, &Progress::silent()).unwrap();
    let lake = &project.features(layer).unwrap()[0];
    let expected = crate::geodesy::ellipsoid::area_m2(lake.geometry.as_ref().unwrap());
    assert_eq!(data.value(0, area), ValueRef::Real(expected));
    let request = ViewRequest {
        expression: "面积 > 1000000".to_owned(),
        ..ViewRequest::default()
    };
    assert!(!listed(&data, &request).is_empty());
    assert_eq!(column_of(Layer::Well, "$area_m2"), None);
}

#[test]
fn a_stopped_reading_says_so() {
    let (_folder, project) = sample();
    let progress = Progress::silent();
    progress.cancel();
    let error = TableData::read(&project, Layer::Well, &progress).unwrap_err();
    assert!(matches!(error, TableError::Cancelled(_)));
}
