//! `detente meet`

use detente_papers::{Form, form, journal};
use detente_talks::{Act, Meeting, Sort};

use crate::arguments::{Meet, MeetingSort};
use crate::failure::Failure;
use crate::session::{Session, style, write_page};

pub(crate) fn run(arguments: &Meet) -> Result<(), Failure> {
    let mut session = Session::open(&arguments.acting)?;
    if let Some(path) = &arguments.form {
        return write_page(path, &form(&Form::Meeting { title: session.desk()?.title() }));
    }
    if arguments.people.is_empty() {
        let meetings = session.desk()?.meetings();
        return session.print(&meetings, || journal(&meetings, &style()));
    }
    session.act(|desk| {
        let on = arguments.on.unwrap_or_else(|| jiff::tz::Offset::UTC.to_datetime(desk.now).date());
        let meeting = Meeting {
            on: on.to_string(),
            sort: match arguments.sort {
                MeetingSort::Session => Sort::Session,
                MeetingSort::Caucus => Sort::Caucus,
                MeetingSort::Bilateral => Sort::Bilateral,
                MeetingSort::Consultation => Sort::Consultation,
            },
            people: arguments.people.clone(),
            level: arguments.level.clone(),
            minutes: arguments.minutes,
            clauses: arguments.clauses.clone(),
            result: arguments.result.clone(),
            failed: arguments.failed,
            track: arguments.track.clone(),
            off_record: arguments.off_record,
        };
        Ok(Act::Meet(meeting.bare()))
    })?;
    session.report()
}
