//! Writes the attribute table. The crate that reads it cuts text in the middle of characters and
//! replaces what an encoding lacks in silence, so the bytes are made here.

use crate::domain::{Feature, Field, FieldKind, Value};
use crate::exchange::export::{ExportError, ExportNote, Sheet, push};

/// Bytes of a field name.
const MAX_NAME: usize = 10;
/// Bytes of a text.
const MAX_TEXT: usize = 254;
/// Characters of a number.
const MAX_NUMBER: usize = 32;

/// The table and the list of its full field names.
pub(super) struct Table {
    pub(super) bytes: Vec<u8>,
    pub(super) aliases: Vec<u8>,
}

/// A column with the bytes of its cells.
struct Column {
    name: Vec<u8>,
    kind: u8,
    width: usize,
    decimals: usize,
    cells: Vec<Vec<u8>>,
}

/// The table of `features`.
pub(super) fn table(
    sheet: &Sheet<'_>,
    features: &[&Feature],
    notes: &mut Vec<ExportNote>,
) -> Result<Table, ExportError> {
    let mut taken: Vec<Vec<u8>> = Vec::new();
    let mut aliases = String::from("\u{feff}column,field,label\r\n");
    let mut columns = Vec::new();
    let mut name = |full: &'static str, label: &str, notes: &mut Vec<ExportNote>| {
        let bytes = sheet.encode(full, ("", "字段名"), notes)?.into_owned();
        let short = unique(&bytes, sheet, &taken);
        let shown = sheet
            .encoding
            .decode_without_bom_handling(&short)
            .0
            .into_owned();
        if short != bytes {
            notes.push(ExportNote {
                feature: String::new(),
                column: full.to_owned(),
                code: "cut_name",
                message: format!(
                    "字段名「{full}」超过 {MAX_NAME} 字节，写作「{shown}」，全名见对照表"
                ),
            });
        }
        push!(aliases, "{shown},{full},{label}\r\n");
        taken.push(short.clone());
        Ok::<_, ExportError>(short)
    };
    let codes = features
        .iter()
        .map(|feature| Value::Text(feature.code.clone()))
        .collect();
    let code_name = name(sheet.code_column(), "编码", notes)?;
    columns.push(text(sheet, code_name, "编码", features, codes, notes)?);
    for (index, field) in sheet.layer.fields().iter().enumerate() {
        let name = name(sheet.column(field), field.label.zh, notes)?;
        let values: Vec<Value> = features
            .iter()
            .map(|feature| feature.values[index].clone())
            .collect();
        columns.push(match field.kind {
            FieldKind::Integer | FieldKind::Real { .. } if values.iter().all(is_number) => {
                numbers(name, &values)
            }
            FieldKind::Flag if values.iter().all(is_number) => flags(name, &values),
            FieldKind::Date if values.iter().all(is_day) => days(name, &values),
            _ => text(sheet, name, label(field), features, values, notes)?,
        });
    }
    Ok(Table {
        bytes: bytes(sheet, &columns, features.len())?,
        aliases: aliases.into_bytes(),
    })
}

const fn label(field: &Field) -> &'static str {
    field.label.zh
}

/// `full` cut at a character, and numbered when it is taken.
fn unique(full: &[u8], sheet: &Sheet<'_>, taken: &[Vec<u8>]) -> Vec<u8> {
    let same = |a: &[u8], b: &[u8]| a.eq_ignore_ascii_case(b);
    let cut = cut(full, MAX_NAME, sheet);
    // More numbers than a table has fields.
    (2..=999_u32)
        .map(|number| {
            let number = number.to_string();
            let stem = self::cut(full, MAX_NAME - number.len(), sheet);
            [stem, number.as_bytes()].concat()
        })
        .find(|name| !taken.iter().any(|known| same(known, name)))
        .filter(|_| taken.iter().any(|known| same(known, cut)))
        .unwrap_or_else(|| cut.to_vec())
}

/// The longest start of `bytes` of at most `limit` that ends at a character.
fn cut<'a>(bytes: &'a [u8], limit: usize, sheet: &Sheet<'_>) -> &'a [u8] {
    let fits = |end: &usize| {
        let start = &bytes[..*end];
        sheet
            .encoding
            .decode_without_bom_handling_and_without_replacement(start)
            .is_some()
    };
    let end = (0..=limit.min(bytes.len()))
        .rev()
        .find(fits)
        .unwrap_or_default();
    &bytes[..end]
}

fn text(
    sheet: &Sheet<'_>,
    name: Vec<u8>,
    label: &'static str,
    features: &[&Feature],
    values: Vec<Value>,
    notes: &mut Vec<ExportNote>,
) -> Result<Column, ExportError> {
    let mut cells = Vec::with_capacity(values.len());
    for (feature, value) in features.iter().zip(values) {
        let full = value.to_string();
        let bytes = sheet.encode(&full, (&feature.code, label), notes)?;
        let cell = cut(&bytes, MAX_TEXT, sheet);
        if cell.len() < bytes.len() {
            notes.push(ExportNote {
                feature: feature.code.clone(),
                column: label.to_owned(),
                code: "cut_text",
                message: format!(
                    "{} 字节的文字超过 {MAX_TEXT} 字节，已在字符边界截断",
                    bytes.len()
                ),
            });
        }
        cells.push(cell.to_vec());
    }
    let width = cells.iter().map(Vec::len).max().unwrap_or_default().max(1);
    Ok(Column {
        name,
        kind: b'C',
        width,
        decimals: 0,
        cells,
    })
}

const fn is_number(value: &Value) -> bool {
    matches!(value, Value::Null | Value::Integer(_) | Value::Real(_))
}

fn is_day(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok(),
        Value::Integer(_) | Value::Real(_) => false,
    }
}

fn numbers(name: Vec<u8>, values: &[Value]) -> Column {
    let shown = |value: &Value| {
        let text = value.to_string();
        match value {
            Value::Real(number) if text.len() > MAX_NUMBER => format!("{number:e}"),
            _ => text,
        }
    };
    let cells: Vec<String> = values.iter().map(shown).collect();
    let decimals = |text: &String| {
        let fraction = text.split_once('.').map_or("", |(_, fraction)| fraction);
        fraction.bytes().take_while(u8::is_ascii_digit).count()
    };
    let width = cells
        .iter()
        .map(String::len)
        .max()
        .unwrap_or_default()
        .max(1);
    Column {
        name,
        kind: b'N',
        width,
        decimals: cells.iter().map(decimals).max().unwrap_or_default().min(15),
        cells: cells
            .into_iter()
            .map(|text| format!("{text:>width$}").into_bytes())
            .collect(),
    }
}

fn flags(name: Vec<u8>, values: &[Value]) -> Column {
    let cell = |value: &Value| match value.as_flag() {
        Some(true) => b"T".to_vec(),
        Some(false) => b"F".to_vec(),
        None => b"?".to_vec(),
    };
    Column {
        name,
        kind: b'L',
        width: 1,
        decimals: 0,
        cells: values.iter().map(cell).collect(),
    }
}

fn days(name: Vec<u8>, values: &[Value]) -> Column {
    Column {
        name,
        kind: b'D',
        width: 8,
        decimals: 0,
        cells: values
            .iter()
            .map(|value| value.to_string().replace('-', "").into_bytes())
            .collect(),
    }
}

fn bytes(sheet: &Sheet<'_>, columns: &[Column], count: usize) -> Result<Vec<u8>, ExportError> {
    let too_large = || ExportError::TooLarge {
        format: "Shapefile",
        limit: "255 个字段、每条记录 65535 字节",
    };
    let record = 1 + columns.iter().map(|column| column.width).sum::<usize>();
    let record_size = u16::try_from(record).map_err(|_large| too_large())?;
    let head_size = u16::try_from(33 + 32 * columns.len()).map_err(|_large| too_large())?;
    let count_bytes = u32::try_from(count)
        .map_err(|_large| too_large())?
        .to_le_bytes();
    let day = sheet.moment.strftime("%y %m %d").to_string();
    let mut bytes = vec![0x03];
    // Years count from 1900.
    bytes.extend(
        day.split(' ')
            .zip([100_u8, 0, 0])
            .map(|(part, base)| part.parse::<u8>().unwrap_or(1) + base),
    );
    bytes.extend(count_bytes);
    bytes.extend(head_size.to_le_bytes());
    bytes.extend(record_size.to_le_bytes());
    bytes.extend([0; 17]);
    bytes.push(if sheet.encoding == encoding_rs::GBK {
        0x4D
    } else {
        0
    });
    bytes.extend([0; 2]);
    for column in columns {
        let mut head = [0_u8; 32];
        head[..column.name.len()].copy_from_slice(&column.name);
        head[11] = column.kind;
        head[16] = u8::try_from(column.width).map_err(|_large| too_large())?;
        head[17] = u8::try_from(column.decimals).map_err(|_large| too_large())?;
        bytes.extend(head);
    }
    bytes.push(0x0D);
    bytes.reserve(record * count + 1);
    for row in 0..count {
        bytes.push(b' ');
        for column in columns {
            let start = bytes.len();
            bytes.extend(&column.cells[row]);
            bytes.resize(start + column.width, b' ');
        }
    }
    bytes.push(0x1A);
    Ok(bytes)
}
