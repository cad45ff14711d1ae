//! Rehearsals: whole outputs, and that nothing hangs on threads or on who stands first.

use detente_deal::Silent;
use detente_sim::rehearsal::{Answered, Procedure, Settings, rehearse};

use crate::made::well;

fn settings() -> Settings {
    Settings { worlds: 6, rounds: 40, ..Settings::default() }
}

#[test]
fn in_words() {
    let mut settings = settings();
    settings.opening = Some(vec![2, 2, 1]);
    settings.shuttle = Some(vec![
        Answered { package: vec![2, 2, 1], said: vec![Some(true), Some(true)] },
        Answered { package: vec![0, 1, 0], said: vec![Some(true), Some(false)] },
    ]);
    let rehearsal = rehearse(&well(), &settings, &Silent).unwrap();
    let name = |id: &str| id.to_uppercase();
    let mut text = String::new();
    for said in rehearsal.said(&name) {
        text += &format!("# {}\n{}\n", said.heading, said.lines.join("\n"));
        if let Some(table) = said.table {
            text += &format!("[{}]\n{}\n", table.caption, table.heads.join(" | "));
            table.rows.iter().for_each(|row| text += &format!("{}\n", row.join(" | ")));
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| rehearse(&well(), &settings(), &Silent).unwrap())
    };
    assert_eq!(on(1), on(3));
}

#[test]
fn what_is_counted_fits_together() {
    let rehearsal = rehearse(&well(), &settings(), &Silent).unwrap();
    assert!(rehearsal.vague);
    for one in &rehearsal.procedures {
        assert!(one.agreed.low <= one.agreed.share && one.agreed.share <= one.agreed.high);
        let carried: Vec<f64> = one.carried.iter().flatten().copied().collect();
        assert!(carried.is_empty() || (carried.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{one:?}");
        let by_party: f64 = one.shortfall_by_party.iter().sum();
        assert!((by_party - one.shortfall).abs() < 1e-9);
        if one.agreed.share == 1.0 {
            assert_eq!(one.shortfall, 0.0);
        }
    }
}

#[test]
fn across_a_red_line_is_no_gain_and_no_number_is_lost() {
    let anything = Procedure {
        protocol: detente_sim::Protocol::Alternating,
        negotiators: vec!["random:accepts=1,leaves=0".parse().unwrap()],
    };
    let settings = Settings { procedures: vec![anything], worlds: 60, ..settings() };
    let one = &rehearse(&well(), &settings, &Silent).unwrap().procedures[0];
    assert_eq!(one.agreed.share, 1.0);
    assert!(one.nash.is_finite() && one.gain.iter().all(|gain| gain.is_finite() && *gain < 0.6), "{one:?}");
}

#[test]
fn what_cannot_be_rehearsed_is_told() {
    let wrong = Settings { opening: Some(vec![0, 0, 9]), ..settings() };
    let error = rehearse(&well(), &wrong, &Silent).unwrap_err().to_string();
    assert_eq!(error, "a draft has an option there is not, or one that a link rules out");
    // Against the link.
    let linked = Settings { opening: Some(vec![0, 0, 2]), ..settings() };
    assert!(rehearse(&well(), &linked, &Silent).is_err());
    let mut empty = well();
    empty.issues.clear();
    empty.links.clear();
    empty.preferences = vec![None, None];
    assert_eq!(rehearse(&empty, &settings(), &Silent).unwrap_err().to_string(), "the case has no issue");
    let mut alone = well();
    alone.parties.truncate(1);
    assert!(rehearse(&alone, &settings(), &Silent).is_err());
}
