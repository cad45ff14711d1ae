//! Adjusted Winner: the published example exactly, and what every division promises.

use detente_case::Number;
use detente_deal::adjusted_winner;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

#[test]
fn the_published_divisions() {
    let Some(folder) = std::env::var_os("DETENTE_DATA") else {
        println!("left out: adjusted_winner.json (DETENTE_DATA is not set)");
        return;
    };
    let bytes = std::fs::read(std::path::Path::new(&folder).join("moves/adjusted_winner.json")).unwrap();
    let said: Value = serde_json::from_slice(&bytes).unwrap();
    for case in said["cases"].as_array().unwrap() {
        let points = |key: &str| -> Vec<Number> {
            case[key].as_array().unwrap().iter().map(|point| Number::from(point.as_i64().unwrap())).collect()
        };
        let found = adjusted_winner([&points("A"), &points("B")]).unwrap();
        let told = Number::parse(case["expected"]["both"].as_str().unwrap()).unwrap();
        assert_eq!(found.worth, [told.clone(), told], "{}", case["id"]);
        if let Some(shares) = case["expected"]["A_shares"].as_array() {
            for (own, told) in found.first.iter().zip(shares).filter(|(_, told)| !told.is_null()) {
                assert_eq!(own, &Number::parse(told.as_str().unwrap()).unwrap(), "{}", case["id"]);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_have_as_much_and_neither_would_change(points in vec((0_i64..30, 0_i64..30), 1..7)) {
        let of = |pick: fn(&(i64, i64)) -> i64| -> Vec<Number> { points.iter().map(|both| Number::from(pick(both))).collect() };
        let (a, b) = (of(|both| both.0), of(|both| both.1));
        prop_assume!(points.iter().any(|both| both.0 > 0) && points.iter().any(|both| both.1 > 0));
        let found = adjusted_winner([&a, &b]).unwrap();
        prop_assert_eq!(&found.worth[0], &found.worth[1]);
        prop_assert!(found.worth[0] >= Number::ratio(1, 2).unwrap());
        let whole = |share: &Number| *share == Number::zero() || *share == Number::one();
        prop_assert!(found.first.iter().filter(|share| !whole(share)).count() <= 1);
        // No exchange of parts of two items is better for both.
        let shares = |own: &[Number]| -> Vec<Number> { let sum: Number = own.iter().sum(); own.iter().map(|point| point / &sum).collect() };
        let (a, b) = (shares(&a), shares(&b));
        for x in 0..a.len() {
            for y in 0..a.len() {
                let (has, lacks) = (found.first[x] > Number::zero(), found.first[y] < Number::one());
                // The first gives some of x for some of y.
                prop_assert!(!(has && lacks) || &a[x] * &b[y] >= &a[y] * &b[x]);
            }
        }
        // The other way round it is the same for both.
        let turned = adjusted_winner([&b, &a]).unwrap();
        prop_assert_eq!(&turned.worth, &found.worth);
    }
}
