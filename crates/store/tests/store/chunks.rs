//! Any chunk of cells reads back as itself. (Changed bytes never reach the reader: they are sealed, see `extracts.rs`.)

use arrow_array::{Int64Array, StringArray};
use domain::{ColumnChunk, Typed, Value};
use japanese::date::{Precision, RegisterDate};
use jiff::civil::Date;
use proptest::prelude::*;
use store::{chunk_decode, chunk_encode};

fn same(left: &ColumnChunk, right: &ColumnChunk) -> bool {
    let value = |chunk: &ColumnChunk, at| match chunk.typed.get(at) {
        Value::Missing => "missing".to_owned(),
        value => format!("{value:?}"),
    };
    left.keys == right.keys
        && left.raw == right.raw
        && std::mem::discriminant(&left.typed) == std::mem::discriminant(&right.typed)
        && left.typed.len() == right.typed.len()
        && (0..left.typed.len()).all(|at| value(left, at) == value(right, at))
}

fn day() -> impl Strategy<Value = Date> {
    (1i16..=9999, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| Date::constant(year, month, day))
}

fn register_date() -> impl Strategy<Value = RegisterDate> {
    let precision =
        prop::sample::select(vec![Precision::Day, Precision::Month, Precision::Unknown, Precision::Nonexistent]);
    (prop::option::of(day()), prop::option::of(day()), precision)
        .prop_map(|(earliest, latest, precision)| RegisterDate { earliest, latest, precision })
}

fn typed(raw: Vec<String>) -> impl Strategy<Value = Typed> {
    let n = raw.len();
    let texts = prop::collection::vec(prop::option::of(".{0,6}"), n);
    prop_oneof![
        Just(Typed::Text(raw.iter().map(|cell| Some(cell).filter(|cell| !cell.is_empty())).collect())),
        texts.clone().prop_map(|cells| Typed::Text(cells.into_iter().collect())),
        texts.prop_map(|cells| Typed::Code(cells.into_iter().collect())),
        prop::collection::vec(any::<Option<i64>>(), n).prop_map(|cells| Typed::Number(Int64Array::from(cells))),
        prop::collection::vec(any::<Option<bool>>(), n).prop_map(Typed::Flag),
        prop::collection::vec(prop::option::of(register_date()), n).prop_map(Typed::Date),
    ]
}

fn chunk() -> impl Strategy<Value = ColumnChunk> {
    prop::collection::vec(".{0,8}", 1..400)
        .prop_flat_map(|raw| {
            let keys = prop::collection::vec(0..raw.len() as u32, 0..600);
            (keys, typed(raw.clone()), Just(raw))
        })
        .prop_map(|(keys, typed, raw)| ColumnChunk { keys, raw: StringArray::from(raw), typed })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_chunk_reads_back_as_itself_and_always_as_the_same_bytes(chunk in chunk()) {
        let bytes = chunk_encode(&chunk).expect("encodes");
        prop_assert_eq!(&bytes, &chunk_encode(&chunk).expect("encodes"));
        let back = chunk_decode(&bytes).expect("decodes");
        prop_assert!(same(&chunk, &back));
    }
}

#[test]
fn an_empty_column_and_a_full_chunk_fit() {
    let empty =
        ColumnChunk { keys: Vec::new(), raw: StringArray::from(Vec::<&str>::new()), typed: Typed::Flag(Vec::new()) };
    assert!(same(&empty, &chunk_decode(&chunk_encode(&empty).expect("encodes")).expect("decodes")));
    let cells: Vec<String> = (0..domain::CHUNK_ROWS).map(|row| format!("宛名{row:010}")).collect();
    let full = ColumnChunk {
        keys: (0..domain::CHUNK_ROWS as u32).collect(),
        typed: Typed::Text(cells.iter().map(Some).collect()),
        raw: StringArray::from(cells),
    };
    assert!(same(&full, &chunk_decode(&chunk_encode(&full).expect("encodes")).expect("decodes")));
}

#[test]
fn parts_that_do_not_fit_together_are_refused() {
    let chunk = ColumnChunk { keys: vec![0], raw: StringArray::from(vec!["1"]), typed: Typed::Flag(Vec::new()) };
    assert!(chunk_encode(&chunk).is_err());
}
