//! When something was said: expressions of time against the day of publication, leaning to the past.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

/// How exact a time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Granularity {
    /// One day.
    Day,
    /// Some days.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// What an expression of time stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time {
    /// First and last day; `None` where the text says when only in its own terms, or the day of publication is not known.
    pub days: Option<(Date, Date)>,
    /// How exact it is.
    pub granularity: Granularity,
    /// A part of the day: `morning`, `night`.
    pub part: Option<&'static str>,
    /// A second reading, where there is one: "last Tuesday".
    pub otherwise: Option<Date>,
    /// How sure the reading is, in thousandths.
    pub confidence: u16,
    /// It lies after the day of publication, so it is no time of saying.
    pub ahead: bool,
}

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const NUMBERS: [&str; 13] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
];
const PARTS: [&str; 7] = ["morning", "afternoon", "evening", "night", "noon", "midnight", "lunchtime"];

/// Reads an expression such as "on Tuesday night", "three weeks ago" or "Dec. 30" against the day of publication, taken as written:
/// no time zones. A bare weekday is the latest one up to that day; a day without a year is the latest one. `None` if it is no
/// expression of time at all. Impossible days ("Feb. 30") have no value.
pub fn resolve(expression: &str, published: Option<Date>) -> Option<Time> {
    let lower = expression.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| {
            !word.is_empty()
                && !matches!(*word, "on" | "in" | "at" | "the" | "by" | "during" | "since" | "of" | "s")
        })
        .collect();
    let part = words.iter().find_map(|word| PARTS.iter().find(|part| *part == word)).copied();
    let part = part.or_else(|| words.contains(&"tonight").then_some("night"));
    let has = |word: &str| words.contains(&word);
    let day = |days: Option<(Date, Date)>| Some(made(days, Granularity::Day, part, published));
    if let Some(date) = words.iter().find_map(|word| word.parse::<Date>().ok()) {
        return day(Some((date, date)));
    }
    if has("today") || has("tonight") || words == ["this", part.unwrap_or("-")] {
        return day(published.map(|date| (date, date)));
    }
    if has("yesterday") || part.is_some() && words.first() == Some(&"last") && words.len() == 2 {
        return day(published.and_then(|date| date.yesterday().ok()).map(|date| (date, date)));
    }
    if has("tomorrow") {
        return day(published.and_then(|date| date.tomorrow().ok()).map(|date| (date, date)));
    }
    if has("ago") {
        return ago(&words, part, published);
    }
    if let Some(weekday) = weekday(&words) {
        return Some(on_weekday(&words, weekday, part, published));
    }
    if let Some(at) = words.iter().position(|word| month(word).is_some()) {
        return in_month(&words, at, part, published);
    }
    if let Some(nth) = words.iter().find_map(|word| ordinal(word)) {
        let days = published.and_then(|date| {
            let this = Date::new(date.year(), date.month(), nth).ok().filter(|day| *day <= date);
            let before = first_of_month(date).yesterday().ok()?;
            this.or_else(|| Date::new(before.year(), before.month(), nth).ok())
        });
        return Some(made(days.map(|day| (day, day)), Granularity::Day, part, published));
    }
    period(&words, published)
}

fn made(
    days: Option<(Date, Date)>,
    granularity: Granularity,
    part: Option<&'static str>,
    published: Option<Date>,
) -> Time {
    let ahead = days.zip(published).is_some_and(|(days, date)| days.0 > date);
    let old = days.zip(published).is_some_and(|(days, date)| days.1 < date.saturating_sub(180.days()));
    let confidence = if days.is_none() || old { 500 } else { 950 };
    Time { days, granularity, part, otherwise: None, confidence, ahead }
}

fn weekday(words: &[&str]) -> Option<Weekday> {
    words.iter().find_map(|word| {
        let short = word.get(..3)?;
        let known = WEEKDAYS.iter().find(|day| day.0 == short)?;
        let whole = word.ends_with("day")
            || matches!(
                *word,
                "mon" | "tue" | "tues" | "wed" | "thu" | "thur" | "thurs" | "fri" | "sat" | "sun"
            );
        whole.then_some(known.1)
    })
}

/// The latest such weekday up to a day.
fn latest(date: Date, weekday: Weekday) -> Date {
    let back = i64::from(weekday.until(date.weekday()));
    date.saturating_sub(back.days())
}

fn on_weekday(words: &[&str], weekday: Weekday, part: Option<&'static str>, published: Option<Date>) -> Time {
    let Some(date) = published else { return made(None, Granularity::Day, part, None) };
    let one = latest(date, weekday);
    let next = words.contains(&"next") || words.contains(&"coming");
    if next {
        let after = if one == date { date } else { one };
        let day = after.saturating_add(7.days());
        return made(Some((day, day)), Granularity::Day, part, published);
    }
    if words.contains(&"last") {
        let day = if one == date { one.saturating_sub(7.days()) } else { one };
        let mut time = made(Some((day, day)), Granularity::Day, part, published);
        time.otherwise = Some(day.saturating_sub(7.days()));
        time.confidence = 600;
        return time;
    }
    made(Some((one, one)), Granularity::Day, part, published)
}

fn month(word: &str) -> Option<i8> {
    let short = word.get(..3)?;
    let at = MONTHS.iter().position(|month| *month == short)?;
    const WHOLE: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let known = word.len() == 3 || word == "sept" || WHOLE.get(at) == Some(&word);
    known.then(|| i8::try_from(at + 1).unwrap_or(1))
}

fn number(word: &str) -> Option<i64> {
    let spelled = NUMBERS.iter().position(|number| *number == word).and_then(|at| i64::try_from(at).ok());
    let some = match word {
        "a" | "an" => Some(1),
        "couple" => Some(2),
        _ => None,
    };
    word.parse().ok().or(spelled).or(some)
}

fn ordinal(word: &str) -> Option<i8> {
    let digits = word
        .strip_suffix("st")
        .or(word.strip_suffix("nd"))
        .or(word.strip_suffix("rd"))
        .or(word.strip_suffix("th"))?;
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

fn first_of_month(date: Date) -> Date {
    date.first_of_month()
}

fn in_month(words: &[&str], at: usize, part: Option<&'static str>, published: Option<Date>) -> Option<Time> {
    let month = words.get(at).and_then(|word| month(word))?;
    let year =
        words.iter().find_map(|word| word.parse::<i16>().ok().filter(|year| (1000..=2999).contains(year)));
    let near = |at: Option<usize>| {
        let word = at.and_then(|at| words.get(at))?;
        word.parse::<i8>().ok().or_else(|| ordinal(word))
    };
    let day = near(at.checked_add(1)).or_else(|| near(at.checked_sub(1)));
    let years = |fits: &dyn Fn(Date) -> bool, day: i8| {
        let date = published?;
        // February 29 may lie four years back, eight around a century.
        (0..9).find_map(|back| Date::new(date.year() - back, month, day).ok().filter(|day| fits(*day)))
    };
    if let Some(day) = day {
        let possible = Date::new(year.unwrap_or(2000), month, day).is_ok();
        let found = match year {
            Some(year) => Date::new(year, month, day).ok(),
            None if possible => years(&|day| Some(day) <= published, day),
            None => None,
        };
        return Some(made(found.map(|day| (day, day)), Granularity::Day, part, published));
    }
    let first = match year {
        Some(year) => Date::new(year, month, 1).ok(),
        None => years(&|day| Some(day) <= published, 1),
    };
    let days = first.map(|first| (first, first.last_of_month()));
    let days = match (days, published) {
        (Some((first, last)), Some(date)) if year.is_none() => Some((first, last.min(date.max(first)))),
        (days, _) => days,
    };
    Some(made(days, Granularity::Month, part, published))
}

fn ago(words: &[&str], part: Option<&'static str>, published: Option<Date>) -> Option<Time> {
    let at = words.iter().position(|word| *word == "ago")?;
    let unit = at.checked_sub(1).and_then(|at| words.get(at))?.trim_end_matches('s');
    let many = at.checked_sub(2).and_then(|at| words.get(at)).and_then(|word| number(word))?;
    let (step, spread, granularity): (Span, i64, Granularity) = match unit {
        "day" => (Span::new().try_days(many).ok()?, 0, Granularity::Day),
        "week" => (Span::new().try_weeks(many).ok()?, 3, Granularity::Week),
        "month" => (Span::new().try_months(many).ok()?, 7, Granularity::Month),
        "year" => (Span::new().try_years(many).ok()?, 182, Granularity::Year),
        "hour" | "minute" => (0.days(), 0, Granularity::Day),
        _ => return None,
    };
    let days = published.and_then(|date| {
        let middle = date.checked_sub(step).ok()?;
        Some((middle.checked_sub(spread.days()).ok()?, middle.checked_add(spread.days()).ok()?.min(date)))
    });
    Some(made(days, granularity, part, published))
}

/// "earlier this week", "last month".
fn period(words: &[&str], published: Option<Date>) -> Option<Time> {
    let unit = words.iter().find_map(|word| match *word {
        "week" | "weekend" => Some(Granularity::Week),
        "month" => Some(Granularity::Month),
        "year" => Some(Granularity::Year),
        _ => None,
    })?;
    let last = words.contains(&"last") || words.contains(&"past");
    let this = words.contains(&"this") || words.contains(&"earlier");
    let weekend = words.contains(&"weekend");
    if !last && !this {
        return None;
    }
    let days = published.and_then(|date| {
        let monday = latest(date, Weekday::Monday);
        let year = |year: i16| Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?));
        match (unit, last) {
            (Granularity::Week, _) if weekend => {
                let saturday = latest(date, Weekday::Saturday);
                Some((saturday, saturday.tomorrow().ok()?.min(date)))
            }
            (Granularity::Week, false) => Some((monday, date)),
            (Granularity::Week, true) => Some((monday.checked_sub(7.days()).ok()?, monday.yesterday().ok()?)),
            (Granularity::Month, false) => Some((first_of_month(date), date)),
            (Granularity::Month, true) => {
                let before = first_of_month(date).yesterday().ok()?;
                Some((first_of_month(before), before))
            }
            (Granularity::Year, false) => Some((Date::new(date.year(), 1, 1).ok()?, date)),
            (Granularity::Year, true) => year(date.year() - 1),
            (Granularity::Day, _) => None,
        }
    });
    Some(made(days, unit, None, published))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of the field's usage, for a report published on a Thursday.
    #[test]
    fn expressions_lean_to_the_past() {
        let published: Option<Date> = "2026-03-12".parse().ok();
        for (said, from, to) in [
            ("on Tuesday", "2026-03-10", "2026-03-10"),
            ("Thursday", "2026-03-12", "2026-03-12"),
            ("Friday", "2026-03-06", "2026-03-06"),
            ("on Wednesday night", "2026-03-11", "2026-03-11"),
            ("late Tuesday", "2026-03-10", "2026-03-10"),
            ("last Tuesday", "2026-03-10", "2026-03-10"),
            ("next Monday", "2026-03-16", "2026-03-16"),
            ("today", "2026-03-12", "2026-03-12"),
            ("this morning", "2026-03-12", "2026-03-12"),
            ("tonight", "2026-03-12", "2026-03-12"),
            ("yesterday", "2026-03-11", "2026-03-11"),
            ("last night", "2026-03-11", "2026-03-11"),
            ("two days ago", "2026-03-10", "2026-03-10"),
            ("three weeks ago", "2026-02-16", "2026-02-22"),
            ("a month ago", "2026-02-05", "2026-02-19"),
            ("earlier this week", "2026-03-09", "2026-03-12"),
            ("earlier this month", "2026-03-01", "2026-03-12"),
            ("earlier this year", "2026-01-01", "2026-03-12"),
            ("last week", "2026-03-02", "2026-03-08"),
            ("last month", "2026-02-01", "2026-02-28"),
            ("last year", "2025-01-01", "2025-12-31"),
            ("on December 30", "2025-12-30", "2025-12-30"),
            ("20 March", "2025-03-20", "2025-03-20"),
            ("Feb. 29", "2024-02-29", "2024-02-29"),
            ("in February", "2026-02-01", "2026-02-28"),
            ("in June", "2025-06-01", "2025-06-30"),
            ("on the 3rd", "2026-03-03", "2026-03-03"),
            ("May 4, 2024", "2024-05-04", "2024-05-04"),
            ("2025-11-02", "2025-11-02", "2025-11-02"),
        ] {
            let found = resolve(said, published);
            let days = found
                .as_ref()
                .and_then(|time| time.days)
                .map(|days| (days.0.to_string(), days.1.to_string()));
            assert_eq!(days, Some((from.to_string(), to.to_string())), "{said}");
        }
        assert_eq!(resolve("Feb. 30", published).and_then(|time| time.days), None);
        assert_eq!(resolve("on Tuesday", None).map(|time| time.days), Some(None));
        assert_eq!(resolve("in Tarn", published), None);
        assert_eq!(
            resolve("last Tuesday", published).and_then(|time| time.otherwise).map(|day| day.to_string()),
            Some("2026-03-03".into())
        );
        assert!(resolve("next Monday", published).is_some_and(|time| time.ahead));
        assert_eq!(resolve("Wednesday night", published).and_then(|time| time.part), Some("night"));
    }
}
