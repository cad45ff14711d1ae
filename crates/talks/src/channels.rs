//! Who can reach whom.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::state::State;

/// The map of who can carry a word to whom: what was written down, and who met whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChannelMap {
    /// The shape of this map: `detente/channels/1`.
    pub schema: &'static str,
    /// People, by id, with their names and sides.
    pub people: Vec<Reachable>,
    /// Who reaches whom, by the positions of the people.
    pub links: Vec<Link>,
}

/// A person on the map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reachable {
    /// Short name.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Id of the side.
    pub side: String,
}

/// A word can be carried from one person to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Link {
    /// Position of the one who speaks.
    pub from: usize,
    /// Position of the one who hears.
    pub to: usize,
    /// By what.
    pub means: Vec<String>,
    /// How well, from 1 to 5; absent where it was learnt from a meeting.
    pub quality: Option<u8>,
    /// Whether others know of it.
    pub open: bool,
}

/// How a word can travel from one person to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Paths {
    /// The shape of this answer: `detente/paths/1`.
    pub schema: &'static str,
    /// Ids of the people each path goes through, ends included; the shortest first.
    pub paths: Vec<Vec<String>>,
    /// Whether there are more paths than are listed.
    pub more: bool,
    /// Ids of those whom every path goes through: each the only one able to carry it.
    pub only: Vec<String>,
    /// For each of those on a path what remains if that person falls away: the number of steps of the shortest path
    /// left, or null where none is.
    pub without: BTreeMap<String, Option<usize>>,
}

/// Most paths that are listed.
const MOST_PATHS: usize = 20;
/// Paths listed are at most so many steps longer than the shortest.
const LONGER: usize = 4;

/// Draws the map. A meeting links all who were there, in both directions; a consultation or a meeting off the record is
/// not known to others.
pub fn map(state: &State<'_>) -> ChannelMap {
    /// By each means how well, and whether others know.
    type Known = BTreeMap<String, (Option<u8>, bool)>;
    let mut all: BTreeMap<(&str, &str), Known> = BTreeMap::new();
    for (_, meeting) in &state.meetings {
        let open = !(meeting.off_record || meeting.sort == crate::meeting::Sort::Consultation);
        for from in &meeting.people {
            for to in meeting.people.iter().filter(|to| *to != from) {
                let met = all.entry((from, to)).or_default().entry("meeting".into()).or_insert((None, false));
                met.1 |= open;
            }
        }
    }
    for channel in &state.channels {
        let mut pairs: Vec<(&str, &str)> = vec![(&channel.from, &channel.to)];
        pairs.extend(channel.both.then_some((channel.to.as_str(), channel.from.as_str())));
        for pair in pairs {
            // What is written down last counts.
            let link = all.entry(pair).or_default();
            if channel.ended {
                link.remove(&channel.means);
            } else {
                link.insert(channel.means.clone(), (Some(channel.quality), channel.open));
            }
        }
    }
    all.retain(|_, means| !means.is_empty());
    let ids: BTreeSet<&str> = all.keys().flat_map(|(from, to)| [*from, *to]).collect();
    let people: Vec<Reachable> = ids
        .iter()
        .map(|id| Reachable {
            id: (*id).to_string(),
            name: state.people.name(id).to_string(),
            side: state.people.seat(id).map_or_else(String::new, |seat| seat.side.clone()),
        })
        .collect();
    let position = |id: &str| ids.iter().position(|known| *known == id).unwrap_or_default();
    let links = all
        .iter()
        .map(|((from, to), means)| Link {
            from: position(from),
            to: position(to),
            means: means.keys().cloned().collect(),
            quality: means.values().filter_map(|(quality, _)| *quality).max(),
            open: means.values().any(|(_, open)| *open),
        })
        .collect();
    ChannelMap { schema: "detente/channels/1", people, links }
}

impl ChannelMap {
    /// How a word can travel between two people; `None` where one of them is not on the map. Listed are at most twenty
    /// paths, the shortest first, none more than four steps longer than the shortest. Who is the only carrier lies on the
    /// shortest path, so all such are found, whatever is listed.
    pub fn paths(&self, from: &str, to: &str) -> Option<Paths> {
        let place = |id: &str| self.people.iter().position(|person| person.id == id);
        let (start, end) = (place(from)?, place(to)?);
        let mut next: Vec<Vec<usize>> = vec![Vec::new(); self.people.len()];
        self.links.iter().for_each(|link| next[link.from].push(link.to));
        let shortest = |without: Option<usize>| distance(&next, start, end, without);
        let mut walk = Walk { next: &next, left: left(&next, end), end, paths: Vec::new(), more: false };
        if let Some(least) = shortest(None).filter(|_| start != end) {
            (least..=least + LONGER).for_each(|steps| walk.go(steps, &mut vec![start]));
        }
        let Walk { paths, more, .. } = walk;
        let inner: BTreeSet<usize> =
            paths.iter().flat_map(|path: &Vec<usize>| path[1..path.len() - 1].iter().copied()).collect();
        let without: BTreeMap<String, Option<usize>> =
            inner.iter().map(|&person| (self.people[person].id.clone(), shortest(Some(person)))).collect();
        let only = without.iter().filter(|(_, left)| left.is_none()).map(|(id, _)| id.clone()).collect();
        let named = |path: &Vec<usize>| path.iter().map(|&at| self.people[at].id.clone()).collect();
        Some(Paths {
            schema: "detente/paths/1",
            paths: paths.iter().map(named).collect(),
            more,
            only,
            without,
        })
    }
}

/// Steps of the shortest path, if there is one that does not go through `without`.
fn distance(next: &[Vec<usize>], start: usize, end: usize, without: Option<usize>) -> Option<usize> {
    let mut seen = vec![false; next.len()];
    seen[start] = true;
    let mut front = vec![start];
    for steps in 1.. {
        let mut after = Vec::new();
        for &at in front.iter().flat_map(|&person| &next[person]) {
            if at == end {
                return Some(steps);
            }
            if !seen[at] && Some(at) != without {
                seen[at] = true;
                after.push(at);
            }
        }
        if after.is_empty() {
            return None;
        }
        front = after;
    }
    None
}

/// Steps left from each person to one of them, if there is a path.
fn left(next: &[Vec<usize>], end: usize) -> Vec<Option<usize>> {
    let mut left = vec![None; next.len()];
    left[end] = Some(0);
    let mut changed = true;
    while changed {
        changed = false;
        for at in 0..next.len() {
            let best = next[at].iter().filter_map(|&other| left[other]).min().map(|steps| steps + 1);
            if best.is_some() && left[at].is_none_or(|known| best < Some(known)) {
                (left[at], changed) = (best, true);
            }
        }
    }
    left
}

/// A search for paths that go through nobody twice.
struct Walk<'n> {
    next: &'n [Vec<usize>],
    left: Vec<Option<usize>>,
    end: usize,
    paths: Vec<Vec<usize>>,
    more: bool,
}

impl Walk<'_> {
    /// Adds every path of exactly so many further steps.
    fn go(&mut self, steps: usize, path: &mut Vec<usize>) {
        let Some(&last) = path.last() else { return };
        for at in self.next[last].clone() {
            let within = self.left[at].is_some_and(|left| left < steps);
            if path.contains(&at) || (at == self.end) != (steps == 1) || !within {
                continue;
            }
            if self.paths.len() == MOST_PATHS {
                self.more = true;
                return;
            }
            path.push(at);
            if at == self.end {
                self.paths.push(path.clone());
            } else {
                self.go(steps - 1, path);
            }
            path.pop();
        }
    }
}
