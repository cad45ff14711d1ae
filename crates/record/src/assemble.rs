//! From what sentences give to statements: who, when, how sure, what it may mean.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use crate::confidence;
use crate::dates;
use crate::extract::Pass;
use crate::frames::{Found, Frame, Joined};
use crate::meaning::{Heard, suggest};
use crate::people::{Cast, Earlier, Gathered, Place, Resolved, Resolver, shown};
use crate::scan::Marks;
use crate::span::Span;
use crate::statement::{Cue, Flag, Mention, Said, Speech, Statement, Tier, Via};

/// A report, and what is known of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Source<'a> {
    /// Its text.
    pub text: &'a str,
    /// The day it was published.
    pub published: Option<jiff::civil::Date>,
    /// Id of the side where the outlet is at home: whose president "the president" is.
    pub home: Option<&'a str>,
    /// Beliefs and wishes are wanted too: "thinks", "wants".
    pub beliefs: bool,
}

pub(crate) fn assemble(text: &str, pass: Pass, cast: &Cast, source: &Source<'_>) -> Vec<Statement> {
    let marks = Marks::of(text);
    let gathered = Gathered::of(text, pass.noted);
    let home = source.home.and_then(|id| cast.position(id));
    let mut resolver = Resolver {
        cast,
        text,
        gathered: &gathered,
        home,
        earlier: None,
        spoken: Vec::new(),
        genders: Vec::new(),
        forms: Vec::new(),
    };
    let mut known: HashMap<(u32, u32), Resolved, FxBuildHasher> = HashMap::default();
    let mut made: Vec<Statement> = Vec::with_capacity(pass.found.len());
    let mut resolved_of: Vec<Option<Resolved>> = Vec::with_capacity(pass.found.len());
    for found in &pass.found {
        let speaker = found.speaker.map(|span| match known.get(&span) {
            Some(resolved) => resolved.clone(),
            None => {
                let place = Place { start: span.0, end: span.1, paragraph: found.paragraph };
                let resolved = resolver.resolve(place);
                known.insert(span, resolved.clone());
                resolved
            }
        });
        // "Neither delegation would say": what nobody said.
        let nobody = found.speaker.is_some_and(|span| {
            let written = Span::of(span).text(text);
            ["Neither ", "Nobody", "No one", "None of "].iter().any(|none| written.starts_with(none))
        });
        let addressed = found.addressee.or(found.circumstance.addressee);
        let addressee = addressed.map(|span| {
            let place = Place { start: span.0, end: span.1, paragraph: found.paragraph };
            resolver.resolve(place)
        });
        let mut statement = bare(text, found, marks);
        if nobody && !found.negated {
            statement.flags.push(Flag::NegatedCue);
        }
        statement.said =
            when(found, source, &made, &resolved_of, speaker.as_ref(), &pass.found, pass.dateline);
        if let (Some(span), Some(resolved)) = (found.speaker, &speaker) {
            statement.speaker = Some(mention(text, span, resolved, &gathered));
            mark(&mut statement, resolved);
        }
        if let (Some(span), Some(resolved)) = (addressed, &addressee) {
            statement.addressee = Some(mention(text, span, resolved, &gathered));
        }
        statement.endorses = endorsed(text, found, &made);
        statement.tier = tier(&statement, found, speaker.as_ref());
        statement.suggest = suggest(
            &Heard {
                text,
                spans: &statement.spans,
                class: found.class,
                lemma: found.lemma,
                cue: found.cue.map(Span::of),
                negated: found.negated || nobody,
                before: Span {
                    start: found.before as usize,
                    end: first_byte(found).max(found.before) as usize,
                },
            },
            cast,
        );
        if let Some(resolved) = &speaker {
            resolver.spoken.extend(resolved.actor.filter(|at| !resolver.spoken.contains(at)));
            resolver.remember(resolved);
            let earlier = Earlier {
                resolved: resolved.clone(),
                addressee,
                paragraph: found.until,
                end: found.spans.last().map_or(0, |span| span.1),
            };
            resolver.earlier = Some(earlier);
        }
        made.push(statement);
        resolved_of.push(speaker);
    }
    made
}

fn first_byte(found: &Found) -> u32 {
    let content = found.spans.first().map_or(u32::MAX, |span| span.0);
    content.min(found.speaker.filter(|_| !found.inherited).map_or(u32::MAX, |span| span.0))
}

/// What needs nobody else.
fn bare(text: &str, found: &Found, marks: Marks) -> Statement {
    let spans: Vec<Span> = found.spans.iter().map(|span| Span::of(*span)).collect();
    let mut flags = Vec::new();
    let floating = matches!(found.frame, Frame::Float | Frame::ContP);
    for (set, flag) in [
        (found.inherited || floating, Flag::Inherited),
        (floating, Flag::Floating),
        (found.via.is_some(), Flag::Nested),
        (found.negated, Flag::NegatedCue),
        (found.question, Flag::Question),
        (found.near_promo, Flag::NearPromo),
        (found.unclosed, Flag::UnclosedQuote),
    ] {
        if set {
            flags.push(flag);
        }
    }
    let class = found.class;
    Statement {
        speech: if found.frame == Frame::Turn { Speech::Direct } else { speech(text, &spans, marks) },
        spans,
        form: found.frame.name(),
        speaker: None,
        cue: found.cue.zip(class).map(|(span, class)| Cue {
            span: Span::of(span),
            lemma: found.lemma,
            class,
        }),
        addressee: None,
        said: None,
        place: found.circumstance.place.map(Span::of),
        occasion: found.circumstance.occasion.map(Span::of),
        via: found.via.map(|via| Via {
            speaker: Span::of(via.speaker),
            cue: Span::of(via.cue),
            span: Span::of(via.span),
        }),
        endorses: None,
        suggest: Vec::new(),
        confidence: confidence::of(text, found),
        tier: Tier::Weak,
        flags,
    }
}

/// The share of letters and digits between marks.
pub(crate) fn speech(text: &str, spans: &[Span], marks: Marks) -> Speech {
    let (mut all, mut inside) = (0u32, 0u32);
    for span in spans {
        let written = span.text(text);
        let single = marks == Marks::Single;
        let mut open = false;
        let mut before = ' ';
        let mut chars = written.char_indices().peekable();
        while let Some((_, c)) = chars.next() {
            let twin = matches!(c, '\'' | '`') && chars.peek().is_some_and(|next| next.1 == c);
            if twin {
                chars.next();
            }
            let after = chars.peek().map(|next| next.1);
            match c {
                '“' | '„' | '«' => open = true,
                '”' | '»' => open = false,
                '"' => open = !open,
                _ if twin => open = !open,
                '‘' | '\'' if single && !open && !before.is_alphanumeric() => open = true,
                '’' | '\'' if single && open && after.is_none_or(|c| !c.is_alphanumeric()) => open = false,
                c if c.is_alphanumeric() => {
                    all += 1;
                    inside += u32::from(open);
                }
                _ => {}
            }
            before = c;
        }
    }
    match (all, inside) {
        (0, _) | (_, 0) => Speech::Indirect,
        (all, inside) if inside * 100 >= all * 95 => Speech::Direct,
        _ => Speech::Mixed,
    }
}

fn mention(text: &str, span: (u32, u32), resolved: &Resolved, gathered: &Gathered) -> Mention {
    let written = Span::of(span).text(text);
    let reading = &resolved.reading;
    let named = resolved.entity.map(|at| gathered.entities[at].shown.clone());
    let new = match resolved.actor {
        Some(_) => None,
        None if !resolved.candidates.is_empty() => None,
        None => named.or_else(|| (!reading.name.is_empty()).then(|| shown(&reading.name, written))),
    };
    let words = |all: &[String]| (!all.is_empty()).then(|| all.join(" "));
    let side = reading.affiliations.first().or(reading.adjectives.first()).cloned();
    Mention {
        span: Span::of(span),
        actor: resolved.actor,
        candidates: resolved.candidates.clone(),
        new,
        role: words(&reading.roles),
        affiliation: side,
        rule: resolved.rule,
        confidence: resolved.confidence,
    }
}

fn mark(statement: &mut Statement, resolved: &Resolved) {
    if !resolved.candidates.is_empty() {
        statement.flags.push(Flag::AmbiguousActor);
    }
    let nameless = resolved.reading.name.is_empty() && resolved.entity.is_none() && !resolved.pronoun;
    if nameless && resolved.candidates.is_empty() && (resolved.reading.anonymous || resolved.reading.plural) {
        statement.flags.push(Flag::Anonymous);
    }
    statement.flags.sort_unstable();
}

/// Only what is most likely right, of an actor known without doubt, is accepted unseen.
fn tier(statement: &Statement, found: &Found, speaker: Option<&Resolved>) -> Tier {
    let sure = speaker.is_some_and(|resolved| {
        resolved.actor.is_some()
            && (matches!(resolved.rule, "R1" | "R2" | "R3" | "R4")
                || resolved.rule == "R6" && resolved.confidence >= 850)
    });
    let clean =
        statement.flags.iter().all(|flag| *flag == Flag::Inherited) && found.joined != Joined::Paragraph;
    match statement.confidence {
        900.. if sure && clean => Tier::Accept,
        500.. => Tier::Review,
        _ => Tier::Weak,
    }
}

/// The expression beside the cue; else the time of the speaker's previous statement on the same occasion.
fn when(
    found: &Found,
    source: &Source<'_>,
    made: &[Statement],
    resolved: &[Option<Resolved>],
    speaker: Option<&Resolved>,
    all: &[Found],
    dateline: Option<(u32, u32)>,
) -> Option<Said> {
    if let Some(span) = found.circumstance.when {
        let written = source.text.get(span.0 as usize..span.1 as usize).unwrap_or_default();
        let time = dates::resolve(written, source.published).filter(|time| !time.ahead);
        return Some(Said { span: Span::of(span), time, inherited: None });
    }
    // The latest statement of the same speaker close by, unless this one names an occasion of its own.
    let same = |before: &Resolved| match speaker {
        Some(now) if now.actor.is_some() => now.actor == before.actor,
        Some(now) => now.entity.is_some() && now.entity == before.entity,
        None => false,
    };
    let near = |at: &usize| found.paragraph.saturating_sub(all[*at].until) <= 2;
    let earlier = (0..made.len())
        .rev()
        .take_while(near)
        .filter(|_| found.circumstance.occasion.is_none())
        .filter(|at| resolved[*at].as_ref().is_some_and(same))
        .find_map(|at| made[at].said.as_ref().map(|said| (at, said)));
    if let Some((at, said)) = earlier {
        return Some(Said { inherited: Some(said.inherited.unwrap_or(at)), ..said.clone() });
    }
    // A dateline with a day in it.
    let span = Span::of(dateline?);
    let written = span.text(source.text);
    let time = dates::resolve(written, source.published)
        .filter(|time| !time.ahead && time.granularity == dates::Granularity::Day);
    time.filter(|_| written.contains(|c: char| c.is_ascii_digit())).map(|time| Said {
        span,
        time: Some(time),
        inherited: None,
    })
}

/// "Dunn agreed with Reyl": the statement of Reyl before it.
fn endorsed(text: &str, found: &Found, made: &[Statement]) -> Option<usize> {
    if !matches!(found.lemma, "agree" | "echo" | "endorse" | "concur") {
        return None;
    }
    let content: String =
        found.spans.iter().map(|span| Span::of(*span).text(text)).collect::<Vec<_>>().join(" ");
    (0..made.len()).rev().take(6).find(|at| {
        let speaker = made[*at].speaker.as_ref().map(|mention| mention.span.text(text));
        let last = speaker.and_then(|written| written.rsplit(' ').next());
        last.is_some_and(|word| {
            word.len() > 2 && word.starts_with(char::is_uppercase) && content.contains(word)
        })
    })
}
