//! Conditional acceptances: the largest set in which every condition holds, against a search through all sets.

use detente_talks::status::{Holds, Word, counted, lowest, takeable, words};
use detente_talks::{Act, Condition, Response, State, Status};
use proptest::prelude::*;

use crate::support::{Talks, at, if_, on, yes};

#[test]
fn two_that_wait_for_each_other_are_met_together_or_not_at_all() {
    let mut talks = Talks::begun();
    talks.act("n-head", if_("1", Some("evenings"), &[("2", Some("one coin"))]));
    talks.act("s-head", yes("1", Some("evenings")));
    talks.act("n-head", yes("2", Some("one coin")));
    let mut other = talks.clone();
    talks.act("s-head", if_("2", Some("one coin"), &[("1", Some("evenings"))]));
    assert_eq!((talks.status("1"), talks.status("2")), (Status::Agreed, Status::Agreed));
    other.act("s-head", if_("2", Some("one coin"), &[("1", Some("nights"))]));
    assert_eq!((other.status("1"), other.status("2")), (Status::Bracketed, Status::Bracketed));
}

/// The largest set of conditional responses of which each one's conditions hold when exactly these count; then, of these,
/// the largest set whose conditions hold by binding words when exactly these bind.
fn by_search(state: &State<'_>) -> Vec<Holds> {
    let conditional: Vec<usize> =
        (0..state.responses.len()).filter(|&at| !state.responses[at].only_if.is_empty()).collect();
    let open = takeable(state, &conditional, at(1_000));
    let search = |among: &[usize], base: &[Holds], out: Holds, least: Word| -> Vec<Holds> {
        let mut largest: Option<(u32, Vec<Holds>)> = None;
        for set in 0..1_u32 << among.len() {
            let mut counted = base.to_vec();
            for (bit, &at) in among.iter().enumerate() {
                counted[at] = if set >> bit & 1 == 1 { Holds::Firmly } else { out };
            }
            let inside = among.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1);
            let holds = inside.map(|(_, at)| *at).all(|response| {
                state.responses[response].only_if.iter().all(|condition| {
                    condition.is_some_and(|subject| {
                        open.contains(&subject)
                            && lowest(&words(state, subject, &counted, at(1_000))) >= least
                    })
                })
            });
            if holds && largest.as_ref().is_none_or(|(size, _)| set.count_ones() > *size) {
                largest = Some((set.count_ones(), counted));
            }
        }
        largest.unwrap().1
    };
    let all = vec![Holds::Firmly; state.responses.len()];
    let soft = search(&conditional, &all, Holds::No, Word::AdReferendum);
    let left: Vec<usize> = conditional.iter().copied().filter(|&at| soft[at] != Holds::No).collect();
    search(&left, &soft, Holds::AdReferendum, Word::Yes)
}

const SUBJECTS: [(&str, Option<&str>); 6] = [
    ("1", Some("mornings")),
    ("1", Some("evenings")),
    ("2", Some("none")),
    ("2", Some("one coin")),
    ("3", Some("(out)")),
    ("4", None),
];
const PEOPLE: [&str; 6] = ["n-head", "n-envoy", "n-adviser", "s-head", "s-minister", "s-envoy"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if std::env::var_os("DETENTE_LONG").is_some() { 5_120 } else { 256 }))]

    #[test]
    fn the_fixed_point_is_the_largest_set(
        said in prop::collection::vec(
            (0..PEOPLE.len(), 0..SUBJECTS.len(), prop::collection::vec(0..SUBJECTS.len(), 0..3)), 0..9
        )
    ) {
        let mut talks = Talks::begun();
        for (who, about, only_if) in said {
            let condition = |at: usize| Condition {
                clause: SUBJECTS[at].0.into(),
                option: SUBJECTS[at].1.map(Into::into),
            };
            let response =
                Response { only_if: only_if.into_iter().map(condition).collect(), ..on(SUBJECTS[about].0, SUBJECTS[about].1) };
            talks.put(PEOPLE[who], Act::Respond(response));
        }
        let desk = talks.desk("elder");
        prop_assert_eq!(counted(&desk.state, at(1_000)), by_search(&desk.state));
    }
}
