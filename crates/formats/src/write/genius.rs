//! Additive GENIUS XML.

use std::fmt::Write;

use detente_case::{Domain, Files, Number};

use super::plan::{Course, Plan};
use super::syntax::{common, exact, xml};

/// How an issue is written.
enum Form {
    /// Items with these values.
    Items(Vec<String>),
    /// A whole number in a range.
    Whole(i64, i64),
    /// A number in a range.
    Real(Number, Number),
}

/// A party's weights, evaluations and walk-away as GENIUS has them: evaluations from 0 to 1 in every issue.
struct Scaled {
    weights: Vec<Number>,
    courses: Vec<Course>,
    walk_away: Option<Number>,
}

/// The domain and one profile for each party.
pub(super) fn write(plan: &mut Plan<'_>) -> Files {
    let scaled: Vec<Scaled> = (0..plan.sides.len()).map(|at| scale(plan, at)).collect();
    let forms: Vec<Form> = (0..plan.case.issues.len()).map(|at| form(plan, at, &scaled)).collect();
    let mut files = Files::new();
    files.insert("domain.xml".into(), domain(plan, &forms).into_bytes());
    for (at, scaled) in scaled.iter().enumerate() {
        let text = profile(plan, at, &forms, scaled);
        files.insert(format!("{}.xml", plan.sides[at].file), text.into_bytes());
    }
    files
}

fn scale(plan: &mut Plan<'_>, at: usize) -> Scaled {
    let side = &plan.sides[at];
    let ends: Vec<(Number, Number)> = side.courses.iter().map(Course::ends).collect();
    let shift = ends.iter().fold(side.base.clone(), |sum, (low, _)| &sum + low);
    let spans: Vec<Number> = ends.iter().map(|(low, high)| high - low).collect();
    let span = spans.iter().fold(Number::zero(), |sum, span| &sum + span);
    let one = Number::one();
    let nearly_one = Number::ratio(999_999, 1_000_000).unwrap_or_else(|_| one.clone());
    let capped = side.cap.as_ref().map(|cap| cap - &shift).filter(|room| *room < span);
    let factor = match capped {
        // GENIUS caps at 1 as well: the cap is kept by making it 1.
        Some(room) if room > Number::zero() => &one / &room,
        Some(_) => Number::zero(),
        None if span.is_zero() || (nearly_one <= span && span <= one) => one.clone(),
        None => {
            let rest = side.walk_away.as_ref().map(|points| points - &shift);
            writable(&span, spans.iter().chain(rest.as_ref()))
        }
    };
    let weights = spans.iter().map(|span| span * &factor).collect();
    let courses = side
        .courses
        .iter()
        .zip(&ends)
        .zip(&spans)
        .map(|((course, (low, _)), span)| {
            let to_unit =
                |value: &Number| if span.is_zero() { Number::zero() } else { &(value - low) / span };
            match course {
                Course::Table(values) => Course::Table(values.iter().map(to_unit).collect()),
                Course::Line(corners) => {
                    Course::Line(corners.iter().map(|(x, y)| (x.clone(), to_unit(y))).collect())
                }
            }
        })
        .collect();
    // Every package is worth 0 or more, so a walk-away below says as much as one at 0.
    let walk_away = side.walk_away.as_ref().map(|points| (&(points - &shift) * &factor).max(Number::zero()));
    plan.note_scale(at, &shift, &factor);
    Scaled { weights, courses, walk_away }
}

/// The factor that makes `span` 1; where it would leave one of `numbers` without an exact decimal, the nearest one below
/// that does not, so that equals stay equal.
fn writable<'n>(span: &Number, numbers: impl Iterator<Item = &'n Number> + Clone) -> Number {
    let whole = &Number::one() / span;
    if numbers.clone().all(|number| exact(&(number * &whole)).is_some()) {
        return whole;
    }
    let Some(multiple) = common(numbers, 1_000_000) else { return whole };
    let grain = &multiple / &Number::from(1_000_000_000_000);
    let grains = Number::from((&whole / &grain).floor());
    if grains < Number::from(1_000_000) { whole } else { &grains * &grain }
}

/// Slope and offset, counted from the first, if the values rise evenly and both are exact decimals.
fn even(values: &[Number]) -> Option<(Number, Number)> {
    let (first, last) = (values.first()?, values.last()?);
    let steps = Number::from(values.len().max(2) as i64 - 1);
    let slope = &(last - first) / &steps;
    exact(&slope)?;
    exact(first)?;
    let on_it = |(at, value): (usize, &Number)| &(&slope * &Number::from(at as i64)) + first == *value;
    values.iter().enumerate().all(on_it).then(|| (slope.clone(), first.clone()))
}

fn form(plan: &mut Plan<'_>, at: usize, scaled: &[Scaled]) -> Form {
    let issue = &plan.case.issues[at];
    match &issue.domain {
        Domain::Options(labels) => Form::Items(labels.clone()),
        Domain::Reals { low, high } => Form::Real(low.clone(), high.clone()),
        Domain::Integers { low, high } => {
            let is_even = |scaled: &Scaled| match &scaled.courses[at] {
                Course::Table(values) => even(values).is_some(),
                Course::Line(corners) => straight(corners).is_some(),
            };
            let listed = scaled.iter().all(|scaled| matches!(scaled.courses[at], Course::Table(_)));
            if scaled.iter().all(is_even) {
                return Form::Whole(*low, *high);
            }
            if !listed {
                let message = format!("issue {} has too many numbers to be written one by one", issue.id);
                plan.refuse(message, "make its worth a straight line, or its range smaller");
                return Form::Whole(*low, *high);
            }
            plan.notes.push(format!(
                "{}: its numbers are written as options, as their worth is not one straight line",
                issue.id
            ));
            Form::Items((*low..=*high).map(|value| value.to_string()).collect())
        }
    }
}

fn domain(plan: &Plan<'_>, forms: &[Form]) -> String {
    let mut out = String::from("<negotiation_template>\n");
    let _ = writeln!(out, "  <utility_space number_of_issues=\"{}\">", forms.len());
    let _ = writeln!(
        out,
        "    <objective index=\"0\" name=\"{}\" type=\"objective\" etype=\"objective\" description=\"\">",
        xml(&plan.case.title)
    );
    for (at, form) in forms.iter().enumerate() {
        open(plan, &mut out, at, form);
        if let Form::Items(labels) = form {
            for (option, label) in labels.iter().enumerate() {
                let _ = writeln!(
                    out,
                    "        <item index=\"{}\" value=\"{}\" cost=\"0\" description=\"\"/>",
                    option + 1,
                    xml(label)
                );
            }
        }
        out.push_str("      </issue>\n");
    }
    out.push_str("    </objective>\n  </utility_space>\n</negotiation_template>\n");
    out
}

fn open(plan: &Plan<'_>, out: &mut String, at: usize, form: &Form) {
    let name = &plan.case.issues[at].name;
    let (kind, bounds) = match form {
        Form::Items(_) => ("discrete", String::new()),
        Form::Whole(low, high) => ("integer", format!(" lowerbound=\"{low}\" upperbound=\"{high}\"")),
        Form::Real(..) => ("real", String::new()),
    };
    let name = xml(name);
    let index = at + 1;
    let _ = writeln!(
        out,
        "      <issue index=\"{index}\" name=\"{name}\" type=\"{kind}\" vtype=\"{kind}\" etype=\"{kind}\"{bounds}>"
    );
    if let Form::Real(low, high) = form {
        let _ = writeln!(
            out,
            "        <range lowerbound=\"{}\" upperbound=\"{}\"/>",
            plan.decimal(low),
            plan.decimal(high)
        );
    }
}

fn profile(plan: &mut Plan<'_>, party: usize, forms: &[Form], scaled: &Scaled) -> String {
    let mut out = String::from("<utility_space>\n");
    let _ = writeln!(
        out,
        "    <objective index=\"0\" name=\"{}\" type=\"objective\" etype=\"objective\" description=\"\">",
        xml(&plan.case.title)
    );
    for (at, weight) in scaled.weights.iter().enumerate() {
        let _ = writeln!(out, "      <weight index=\"{}\" value=\"{}\"/>", at + 1, plan.decimal(weight));
    }
    for (at, form) in forms.iter().enumerate() {
        open(plan, &mut out, at, form);
        match (form, &scaled.courses[at]) {
            (Form::Items(labels), course) => items(plan, &mut out, labels, course),
            (Form::Whole(..), Course::Table(values)) => {
                let (slope, offset) = even(values).unwrap_or_else(|| (Number::zero(), Number::zero()));
                whole(plan, &mut out, &slope, &offset);
            }
            (Form::Whole(low, _), Course::Line(corners)) => {
                let (slope, offset) = straight(corners).unwrap_or_else(|| (Number::zero(), Number::zero()));
                whole(plan, &mut out, &slope, &(&offset + &(&slope * &Number::from(*low))));
            }
            (Form::Real(..), Course::Line(corners)) => match real(plan, corners) {
                Some(evaluator) => {
                    let _ = writeln!(out, "        <evaluator etype=\"real\" {evaluator}/>");
                }
                None => {
                    let message = format!(
                        "{}: the worth of issue {} has more corners than GENIUS has a form for",
                        plan.sides[party].id, plan.case.issues[at].id
                    );
                    plan.refuse(message, "give it as one straight line, or make the issue a list of options");
                }
            },
            (Form::Real(..), Course::Table(_)) => {}
        }
        out.push_str("      </issue>\n");
    }
    out.push_str("    </objective>\n");
    frame(plan, &mut out, party, scaled.walk_away.as_ref());
    out.push_str("</utility_space>\n");
    out
}

/// Discount and reservation value.
pub(super) fn frame(plan: &Plan<'_>, out: &mut String, party: usize, walk_away: Option<&Number>) {
    if let Some(discount) = &plan.sides[party].discount {
        let _ = writeln!(out, "    <discount_factor value=\"{}\"/>", plan.decimal(discount));
    }
    if let Some(points) = walk_away {
        let _ = writeln!(out, "    <reservation value=\"{}\"/>", plan.decimal(points));
    }
}

/// Evaluations from 0 to 1; where one is no exact decimal all are multiplied up to whole numbers, which GENIUS divides
/// by the largest again, so that equals stay equal.
fn items(plan: &Plan<'_>, out: &mut String, labels: &[String], course: &Course) {
    let values: Vec<Number> = (0..labels.len()).map(|option| course.of(option)).collect();
    let ending = values.iter().all(|value| exact(value).is_some());
    let multiple = if ending { None } else { common(&values, 1_000_000_000_000) };
    for (option, (label, value)) in labels.iter().zip(&values).enumerate() {
        let value = multiple.as_ref().map_or_else(|| value.clone(), |multiple| value * multiple);
        let _ = writeln!(
            out,
            "        <item index=\"{}\" value=\"{}\" evaluation=\"{}\"/>",
            option + 1,
            xml(label),
            plan.decimal(&value)
        );
    }
}

fn whole(plan: &Plan<'_>, out: &mut String, slope: &Number, offset: &Number) {
    let (slope, offset) = (plan.decimal(slope), plan.decimal(offset));
    let _ = writeln!(out, "        <evaluator ftype=\"linear\" slope=\"{slope}\" offset=\"{offset}\"/>");
}

/// Slope and height at 0 of a line without bends.
pub(super) fn straight(corners: &[(Number, Number)]) -> Option<(Number, Number)> {
    let ((x0, y0), (x1, y1)) = (corners.first()?, corners.last()?);
    let slope = if x0 == x1 { Number::zero() } else { &(y1 - y0) / &(x1 - x0) };
    let offset = y0 - &(&slope * x0);
    let on_it = |(x, y): &(Number, Number)| &(&slope * x) + &offset == *y;
    corners.iter().all(on_it).then(|| (slope.clone(), offset.clone()))
}

/// The evaluator of a real issue, if GENIUS has one for this course from 0 to 1.
fn real(plan: &Plan<'_>, corners: &[(Number, Number)]) -> Option<String> {
    let parameters = |form: &str, values: &[&Number]| {
        let mut text = format!("ftype=\"{form}\"");
        for (at, value) in values.iter().enumerate() {
            let _ = write!(text, " parameter{at}=\"{}\"", plan.decimal(value));
        }
        text
    };
    let (_, first) = corners.first()?;
    if corners.iter().all(|(_, y)| y == first) {
        return Some(parameters("constant", &[first]));
    }
    // One straight line, held between 0 and 1 by GENIUS: the piece that is not level gives it.
    let piece = corners.windows(2).find(|pair| pair[0].1 != pair[1].1 && pair[0].0 != pair[1].0)?;
    let (slope, offset) = straight(piece)?;
    let held = |x: &Number| (&(&slope * x) + &offset).clamp(Number::zero(), Number::one());
    if corners.iter().all(|(x, y)| held(x) == *y) {
        return Some(parameters("linear", &[&offset, &slope]));
    }
    let top = corners.iter().position(|(_, y)| *y == Number::one())?;
    let left = corners[..top].iter().rposition(|(_, y)| y.is_zero()).map_or(top, |at| at);
    let right = corners[top + 1..].iter().position(|(_, y)| y.is_zero()).map_or(top, |at| top + 1 + at);
    let level = |part: &[(Number, Number)]| part.iter().all(|(_, y)| y.is_zero());
    let is_triangle = top - left <= 1
        && right - top <= 1
        && level(&corners[..left])
        && level(corners.get(right + 1..).unwrap_or_default());
    let ends_at_zero = (left < top || top == 0) && (right > top || top + 1 == corners.len());
    (is_triangle && ends_at_zero && left < top && right > top)
        .then(|| parameters("triangular", &[&corners[left].0, &corners[right].0, &corners[top].0]))
}
