//! The words the rules know: reporting verbs by class, and the small closed classes. Both are data files with a version.

use std::collections::HashMap;
use std::sync::LazyLock;

use rustc_hash::FxBuildHasher;

/// The version of the two word lists, printed in the rule of every statement.
pub const VERSION: u32 = 1;

/// What a reporting verb does.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum CueClass {
    /// Neutral: say, tell, write.
    Say,
    /// Argue, insist, claim.
    Assert,
    /// Announce, confirm.
    Report,
    /// Acknowledge, agree.
    Concede,
    /// Deny, reject, refuse.
    Reject,
    /// Demand, urge, call for.
    Demand,
    /// Promise, pledge.
    Promise,
    /// Threaten, warn.
    Threaten,
    /// Accuse, blame, criticize.
    Accuse,
    /// Praise, welcome.
    Commend,
    /// Ask, wonder.
    Ask,
    /// Call, describe.
    Name,
    /// Think, want: a belief or a wish, not something said.
    Mental,
    /// Joke, shout.
    Manner,
}

const CLASSES: [(&str, CueClass); 14] = [
    ("say", CueClass::Say),
    ("assert", CueClass::Assert),
    ("report", CueClass::Report),
    ("concede", CueClass::Concede),
    ("reject", CueClass::Reject),
    ("demand", CueClass::Demand),
    ("promise", CueClass::Promise),
    ("threaten", CueClass::Threaten),
    ("accuse", CueClass::Accuse),
    ("commend", CueClass::Commend),
    ("ask", CueClass::Ask),
    ("name", CueClass::Name),
    ("mental", CueClass::Mental),
    ("manner", CueClass::Manner),
];

/// A reporting verb: its lemma, class and the company it keeps.
#[derive(Clone, Debug)]
pub(crate) struct Verb {
    pub(crate) lemma: &'static str,
    pub(crate) class: CueClass,
    /// Takes an addressee before its content.
    pub(crate) tells: bool,
    /// Takes "to" and a verb as its content.
    pub(crate) infinitive: bool,
    /// Takes what follows as its content, verb or none.
    pub(crate) object: bool,
    /// Takes a clause only after "that".
    pub(crate) that: bool,
    /// A cue only where it touches a quotation.
    pub(crate) beside: bool,
    /// Looks like a noun too.
    pub(crate) noun: bool,
    /// A cue only with one of these particles after it.
    pub(crate) with: Vec<&'static str>,
    /// Base and past are written alike: read, hit.
    pub(crate) alike: bool,
    /// The same word where the particle is absent, from 1; 0 for none.
    pub(crate) otherwise: u16,
}

/// The form a verb stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Base,
    Third,
    Past,
    Participle,
    Gerund,
}

/// A set of word classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Class(u32);

impl Class {
    pub(crate) const DETERMINER: Self = Self(1);
    pub(crate) const OWN: Self = Self(1 << 1);
    pub(crate) const SUBJECT: Self = Self(1 << 2);
    pub(crate) const OBJECT: Self = Self(1 << 3);
    pub(crate) const RELATIVE: Self = Self(1 << 4);
    pub(crate) const PREPOSITION: Self = Self(1 << 5);
    pub(crate) const CONJUNCTION: Self = Self(1 << 6);
    pub(crate) const SUBORDINATE: Self = Self(1 << 7);
    pub(crate) const AUXILIARY: Self = Self(1 << 8);
    pub(crate) const MODAL: Self = Self(1 << 9);
    pub(crate) const NEGATIVE: Self = Self(1 << 10);
    pub(crate) const ADVERB: Self = Self(1 << 11);
    pub(crate) const OPENER: Self = Self(1 << 12);
    pub(crate) const WEEKDAY: Self = Self(1 << 13);
    pub(crate) const MONTH: Self = Self(1 << 14);
    pub(crate) const TIME: Self = Self(1 << 15);
    pub(crate) const WHEN: Self = Self(1 << 16);
    pub(crate) const COLLECTIVE: Self = Self(1 << 17);
    pub(crate) const ADDRESSEE: Self = Self(1 << 18);
    pub(crate) const ROLE: Self = Self(1 << 19);
    pub(crate) const TITLE: Self = Self(1 << 20);
    pub(crate) const FEMININE: Self = Self(1 << 21);
    pub(crate) const MASCULINE: Self = Self(1 << 22);
    pub(crate) const ABBREVIATION: Self = Self(1 << 23);
    pub(crate) const FINITE: Self = Self(1 << 24);
    pub(crate) const THING: Self = Self(1 << 25);
    /// A regular past form by its ending.
    pub(crate) const ED: Self = Self(1 << 26);
    /// A present participle by its ending.
    pub(crate) const ING: Self = Self(1 << 27);
    /// An adverb by its ending.
    pub(crate) const LY: Self = Self(1 << 28);
    /// Ends in a possessive mark.
    pub(crate) const POSSESSIVE: Self = Self(1 << 29);

    /// A time expression's head: a weekday, a month, "yesterday".
    pub(crate) const DATE: Self = Self(Self::WEEKDAY.0 | Self::MONTH.0 | Self::TIME.0);
    /// What a verb group may hold before its verb.
    pub(crate) const BEFORE_VERB: Self =
        Self(Self::AUXILIARY.0 | Self::MODAL.0 | Self::NEGATIVE.0 | Self::ADVERB.0 | Self::LY.0);

    /// Without the classes that a name in the middle of a sentence cannot have.
    pub(crate) const fn of_a_name(self) -> Self {
        let function = Self::MODAL.0
            | Self::PREPOSITION.0
            | Self::CONJUNCTION.0
            | Self::SUBORDINATE.0
            | Self::AUXILIARY.0
            | Self::FINITE.0
            | Self::ADVERB.0
            | Self::OPENER.0
            | Self::NEGATIVE.0;
        Self(self.0 & !function)
    }

    pub(crate) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The lists of the file by the name each has there.
const LISTS: [(&str, Class); 26] = [
    ("determiner", Class::DETERMINER),
    ("own", Class::OWN),
    ("subject", Class::SUBJECT),
    ("object", Class::OBJECT),
    ("relative", Class::RELATIVE),
    ("preposition", Class::PREPOSITION),
    ("conjunction", Class::CONJUNCTION),
    ("subordinate", Class::SUBORDINATE),
    ("auxiliary", Class::AUXILIARY),
    ("modal", Class::MODAL),
    ("negative", Class::NEGATIVE),
    ("adverb", Class::ADVERB),
    ("opener", Class::OPENER),
    ("weekday", Class::WEEKDAY),
    ("month", Class::MONTH),
    ("time", Class::TIME),
    ("when", Class::WHEN),
    ("collective", Class::COLLECTIVE),
    ("addressee", Class::ADDRESSEE),
    ("role", Class::ROLE),
    ("title", Class::TITLE),
    ("feminine", Class::FEMININE),
    ("masculine", Class::MASCULINE),
    ("abbreviation", Class::ABBREVIATION),
    ("finite", Class::FINITE),
    ("thing", Class::THING),
];

/// What is known of one written word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Known {
    pub(crate) class: Class,
    /// Position of its verb, from 1; 0 for no reporting verb.
    pub(crate) verb: u16,
    pub(crate) form: Option<Form>,
}

pub(crate) struct Lexicon {
    verbs: Vec<Verb>,
    words: HashMap<String, Known, FxBuildHasher>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    Lexicon::read(include_str!("../lexicon/cues.txt"), include_str!("../lexicon/words.txt"))
});

pub(crate) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

impl Lexicon {
    fn read(cues: &'static str, lists: &'static str) -> Self {
        let mut found = Self { verbs: Vec::new(), words: HashMap::default() };
        let lines = |text: &'static str| {
            text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
        };
        let mut class = Class::default();
        for line in lines(lists) {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                class = LISTS.iter().find(|list| list.0 == name).map(|list| list.1).unwrap_or_default();
                continue;
            }
            for word in line.split_whitespace() {
                let known = found.words.entry(word.to_owned()).or_default();
                known.class = known.class.with(class);
            }
        }
        let mut of = CueClass::Say;
        for line in lines(cues) {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                of = CLASSES.iter().find(|class| class.0 == name).map_or(CueClass::Say, |class| class.1);
                continue;
            }
            found.verb(line, of);
        }
        found
    }

    fn verb(&mut self, line: &'static str, class: CueClass) {
        let mut verb = Verb {
            lemma: "",
            class,
            tells: false,
            infinitive: false,
            object: false,
            that: false,
            beside: false,
            noun: false,
            with: Vec::new(),
            alike: false,
            otherwise: 0,
        };
        let mut forms: Vec<&'static str> = Vec::new();
        for word in line.split_whitespace() {
            match word {
                "tells" => verb.tells = true,
                "infin" => verb.infinitive = true,
                "object" => verb.object = true,
                "that" => verb.that = true,
                "beside" => verb.beside = true,
                "noun" => verb.noun = true,
                _ => match word.strip_prefix("with=") {
                    Some(particle) => verb.with.push(particle),
                    None => forms.push(word),
                },
            }
        }
        let doubled = forms.first().is_some_and(|word| word.ends_with('+'));
        verb.lemma = forms.first().map_or("", |word| word.trim_end_matches('+'));
        verb.alike = forms.get(1) == Some(&verb.lemma);
        let next = u16::try_from(self.verbs.len() + 1).unwrap_or(0);
        // One lemma with several particles is one verb with all of them.
        if let Some(before) = self.verbs.iter_mut().rev().find(|before| before.lemma == verb.lemma) {
            let both = !before.with.is_empty() && !verb.with.is_empty();
            if both {
                before.with.append(&mut verb.with);
            }
            if before.with.is_empty() || both {
                return;
            }
            if verb.with.is_empty() {
                before.otherwise = next;
                self.verbs.push(verb);
                return;
            }
        }
        let (third, past, gerund) = inflected(verb.lemma, doubled);
        let past = forms.get(1).map_or(past, |word| (*word).to_owned());
        let participle = forms.get(2).map_or_else(|| past.clone(), |word| (*word).to_owned());
        let lemma = verb.lemma;
        self.verbs.push(verb);
        let position = u16::try_from(self.verbs.len()).unwrap_or(0);
        let mut put = |word: String, form: Form| {
            let known = self.words.entry(word).or_default();
            if known.verb == 0 || known.form == Some(Form::Participle) {
                known.verb = position;
                known.form = Some(form);
            }
        };
        put(lemma.to_owned(), Form::Base);
        put(third, Form::Third);
        put(past, Form::Past);
        put(participle, Form::Participle);
        put(gerund, Form::Gerund);
    }

    /// What is known of a word, in lower case and with a straight apostrophe.
    pub(crate) fn look(&self, word: &str) -> Known {
        self.words.get(word).copied().unwrap_or_default()
    }

    /// The verb of a word that has one.
    pub(crate) fn verb_of(&self, number: u16) -> Option<&Verb> {
        self.verbs.get(usize::from(number).checked_sub(1)?)
    }
}

/// Third person, past and gerund of a regular verb.
fn inflected(lemma: &str, doubled: bool) -> (String, String, String) {
    let last = lemma.chars().next_back().unwrap_or('x');
    let before = lemma.chars().nth_back(1).unwrap_or('x');
    let stem = if doubled { format!("{lemma}{last}") } else { lemma.to_owned() };
    if last == 'e' {
        let short = lemma.strip_suffix('e').unwrap_or(lemma);
        let gerund = if before == 'e' { format!("{lemma}ing") } else { format!("{short}ing") };
        return (format!("{lemma}s"), format!("{lemma}d"), gerund);
    }
    if last == 'y' && !"aeiou".contains(before) {
        let short = lemma.strip_suffix('y').unwrap_or(lemma);
        return (format!("{short}ies"), format!("{short}ied"), format!("{lemma}ing"));
    }
    let hissing = lemma.ends_with("sh") || lemma.ends_with("ch") || matches!(last, 's' | 'x' | 'z');
    (format!("{lemma}{}", if hissing { "es" } else { "s" }), format!("{stem}ed"), format!("{stem}ing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_inflected() {
        for (written, lemma, form) in [
            ("denied", "deny", Form::Past),
            ("replies", "reply", Form::Third),
            ("stressing", "stress", Form::Gerund),
            ("admitted", "admit", Form::Past),
            ("arguing", "argue", Form::Gerund),
            ("said", "say", Form::Past),
            ("told", "tell", Form::Past),
            ("written", "write", Form::Participle),
            ("dismisses", "dismiss", Form::Third),
        ] {
            let known = lexicon().look(written);
            assert_eq!(lexicon().verb_of(known.verb).map(|verb| verb.lemma), Some(lemma), "{written}");
            assert_eq!(known.form, Some(form), "{written}");
        }
    }

    #[test]
    fn every_list_of_the_file_is_known() {
        for line in include_str!("../lexicon/words.txt").lines().filter(|line| line.starts_with('[')) {
            let name = line.trim_matches(['[', ']']);
            assert!(LISTS.iter().any(|list| list.0 == name), "{name}");
        }
        for line in include_str!("../lexicon/cues.txt").lines().filter(|line| line.starts_with('[')) {
            let name = line.trim_matches(['[', ']']);
            assert!(CLASSES.iter().any(|class| class.0 == name), "{name}");
        }
    }
}
