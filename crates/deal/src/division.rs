//! Items divided between two by Adjusted Winner [Brams and Taylor 1996].

use detente_case::Number;

/// What each gets.
#[derive(Clone, Debug, PartialEq)]
pub struct Division {
    /// For each item the share of it that the first party gets.
    pub first: Vec<Number>,
    /// What each thinks it has, as a share of all its points: the same for both, where anything can be moved.
    pub worth: [Number; 2],
    /// The item that is split, if any, and the share of it that goes to the other party than at first.
    pub split: Option<(usize, Number)>,
}

/// Divides items by the points that two parties give them; each party's points are taken as shares of its sum. Efficient, envy-free
/// and equitable: no other division is better for both, neither would change with the other, and both think they have as much; at most
/// one item is split. An item goes to whoever gives it more, to the first where both give as much. `None` where a party gives no points
/// at all, or the lists are not as long.
pub fn adjusted_winner(points: [&[Number]; 2]) -> Option<Division> {
    let sums = points.map(|own| own.iter().fold(Number::zero(), |sum, point| sum + point.clone()));
    if points[0].len() != points[1].len() || sums.iter().any(|sum| *sum <= Number::zero()) {
        return None;
    }
    let share = |party: usize, item: usize| points[party][item].clone() / sums[party].clone();
    let items = points[0].len();
    let mut first: Vec<Number> = (0..items)
        .map(|item| if share(0, item) >= share(1, item) { Number::one() } else { Number::zero() })
        .collect();
    let worth = |first: &[Number]| -> [Number; 2] {
        let all = |party: usize| {
            first.iter().enumerate().fold(Number::zero(), |sum, (item, held)| {
                let held = if party == 0 { held.clone() } else { Number::one() - held };
                sum + held * share(party, item)
            })
        };
        [all(0), all(1)]
    };
    let [a, b] = worth(&first);
    let (leads, trails) = if a >= b { (0, 1) } else { (1, 0) };
    let held = |item: &usize| (first[*item] == Number::one()) == (leads == 0);
    // What matters least to the leader beside what it is worth to the other goes first; what is worth nothing to the other, never.
    let mut given: Vec<usize> =
        (0..items).filter(held).filter(|item| share(trails, *item) > Number::zero()).collect();
    given.sort_by(|x, y| {
        (share(leads, *x) * share(trails, *y)).cmp(&(share(leads, *y) * share(trails, *x))).then(x.cmp(y))
    });
    let mut split = None;
    for item in given {
        let now = worth(&first);
        let ahead = now[leads].clone() - now[trails].clone();
        if ahead <= Number::zero() {
            break;
        }
        let part = ahead / (share(leads, item) + share(trails, item));
        let moved = if part < Number::one() { part } else { Number::one() };
        first[item] = if leads == 0 { Number::one() - moved.clone() } else { moved.clone() };
        if moved < Number::one() {
            split = Some((item, moved));
        }
    }
    Some(Division { worth: worth(&first), first, split })
}
