//! `detente channels`

use detente_papers::{channels, channels_svg};
use detente_talks::{Act, Channel};

use crate::arguments::Channels;
use crate::failure::Failure;
use crate::session::{Session, style, write_page};

pub(crate) fn run(arguments: &Channels) -> Result<(), Failure> {
    let mut session = Session::open(&arguments.acting)?;
    let ends = arguments.from.as_deref().zip(arguments.to.as_deref());
    if let (Some((from, to)), Some(means)) = (ends, &arguments.by) {
        let channel = Channel {
            from: from.into(),
            to: to.into(),
            means: means.clone(),
            quality: arguments.quality,
            open: !arguments.secret,
            both: !arguments.one_way,
            ended: arguments.ended,
        };
        session.act(|_| Ok(Act::Reach(channel.clone())))?;
        return session.report();
    }
    if ends.is_some_and(|(from, to)| from == to) {
        return Err(Failure::help("--from and --to name the same person", "name two"));
    }
    let desk = session.desk()?;
    let map = desk.channels();
    let paths = match ends {
        None => None,
        Some((from, to)) => {
            let known: Vec<&str> = map.people.iter().map(|person| person.id.as_str()).collect();
            let paths = map.paths(from, to).ok_or_else(|| {
                let missing = if known.contains(&from) { to } else { from };
                let help = match known.as_slice() {
                    [] => "no channel is known: meetings and `channels --from A --to B --by MEANS` make them"
                        .into(),
                    all => format!("people with channels: {}", all.join(", ")),
                };
                Failure::help(format!("no channel of \"{missing}\" is known to this seat"), help)
            })?;
            Some((paths, from, to))
        }
    };
    if let Some(path) = &arguments.map {
        // The mediators stand between the parties.
        let case = &desk.state.case;
        let parties: Vec<(&str, &str)> =
            case.parties.iter().map(|party| (party.id.as_str(), party.name.as_str())).collect();
        let thirds = case.third_parties.iter().map(|third| (third.id.as_str(), third.name.as_str()));
        let (first, rest) = parties.split_at(parties.len().min(1));
        let sides: Vec<(&str, &str)> =
            first.iter().copied().chain(thirds).chain(rest.iter().copied()).collect();
        write_page(path, &channels_svg(&map, &sides))?;
    }
    match &paths {
        Some((found, from, to)) => {
            session.print(found, || channels(&map, Some((found, from, to)), &style()))?;
        }
        None => session.print(&map, || channels(&map, None, &style()))?,
    }
    Ok(())
}
