//! What a frame yields, before anybody knows who is who.

use super::Circumstance;
use crate::lexicon::CueClass;

/// The pattern a statement was found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Frame {
    QVNp,
    QNpV,
    QAcc,
    NpVQ,
    NpVC,
    CNpV,
    CVNp,
    CMid,
    Acc,
    Ger,
    NpVAndV,
    Rel,
    Colon,
    Left,
    Float,
    ContP,
    NCue,
    Turn,
}

impl Frame {
    /// The name in printed rules.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::QVNp => "Q_V_NP",
            Self::QNpV => "Q_NP_V",
            Self::QAcc => "Q_ACC",
            Self::NpVQ => "NP_V_Q",
            Self::NpVC => "NP_V_C",
            Self::CNpV => "C_NP_V",
            Self::CVNp => "C_V_NP",
            Self::CMid => "C_MID",
            Self::Acc => "ACC",
            Self::Ger => "GER",
            Self::NpVAndV => "NP_V_AND_V",
            Self::Rel => "REL",
            Self::Colon => "COLON",
            Self::Left => "LEFT",
            Self::Float => "FLOAT",
            Self::ContP => "CONT_P",
            Self::NCue => "N_CUE",
            Self::Turn => "TURN",
        }
    }
}

/// Whether later quotations were joined to the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Joined {
    #[default]
    No,
    Sentence,
    Paragraph,
}

/// A statement as its sentence gives it. Positions are bytes of the text.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) frame: Frame,
    pub(crate) spans: Vec<(u32, u32)>,
    pub(crate) speaker: Option<(u32, u32)>,
    pub(crate) cue: Option<(u32, u32)>,
    pub(crate) lemma: &'static str,
    pub(crate) class: Option<CueClass>,
    /// The cue has "that" after it.
    pub(crate) that: bool,
    /// Holds a whole quotation, not fragments alone.
    pub(crate) full: bool,
    pub(crate) joined: Joined,
    /// The speaker is taken over from another statement or clause.
    pub(crate) inherited: bool,
    pub(crate) negated: bool,
    pub(crate) question: bool,
    /// Items of what stands beside the cue: addressee, time, place.
    pub(crate) beside: (usize, usize),
    pub(crate) addressee: Option<(u32, u32)>,
    /// When, where, on which occasion.
    pub(crate) circumstance: Circumstance,
    /// Numbers of its paragraph and sentence in the document.
    pub(crate) paragraph: u32,
    pub(crate) sentence: u32,
    /// The last paragraph it goes on in.
    pub(crate) until: u32,
    /// Where the sentence before it begins.
    pub(crate) before: u32,
    pub(crate) unclosed: bool,
    pub(crate) near_promo: bool,
    /// Who reports that it was said, and from where to where: "…, according to the Courier".
    pub(crate) via: Option<Via>,
}

/// A report around a report.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Via {
    pub(crate) speaker: (u32, u32),
    pub(crate) cue: (u32, u32),
    /// All that it reports: what was said, and by whom.
    pub(crate) span: (u32, u32),
}

impl Found {
    pub(crate) fn new(frame: Frame, spans: Vec<(u32, u32)>) -> Self {
        Self {
            frame,
            spans,
            speaker: None,
            cue: None,
            lemma: "",
            class: None,
            that: false,
            full: false,
            joined: Joined::No,
            inherited: false,
            negated: false,
            question: false,
            beside: (0, 0),
            addressee: None,
            circumstance: Circumstance::default(),
            paragraph: 0,
            sentence: 0,
            until: 0,
            before: 0,
            unclosed: false,
            near_promo: false,
            via: None,
        }
    }
}
