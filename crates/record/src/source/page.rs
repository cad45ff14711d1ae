//! What a page says about itself: its headline, day and publisher.

use std::borrow::Cow;
use std::collections::VecDeque;

use serde_json::Value;

use super::{day, tidy};

/// What is being copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Copying {
    Title,
    Heading,
    Data,
}

/// What the tags of a page say about it. The first of a kind counts.
#[derive(Debug, Default)]
pub(super) struct Head {
    og_title: Option<String>,
    heading: Option<String>,
    title: Option<String>,
    pub(super) outlet: Option<String>,
    /// By how far it can be trusted: `<meta>`, linked data, `<time>` (often that of another story).
    days: [Option<String>; 3],
    copying: Option<Copying>,
    copied: String,
}

impl Head {
    /// A start tag, with its attributes, inside something shown or not.
    pub(super) fn open<'a>(&mut self, name: &[u8], get: &dyn Fn(&str) -> Option<Cow<'a, str>>, shown: bool) {
        match name {
            b"meta" => self.meta(get),
            b"time" if shown => {
                let [_, _, first] = &mut self.days;
                *first = first.take().or_else(|| get("datetime").and_then(|value| day(&value)));
            }
            b"title" if shown && self.title.is_none() => self.copying = Some(Copying::Title),
            b"h1" if shown && self.heading.is_none() => self.copying = Some(Copying::Heading),
            b"script"
                if get("type")
                    .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/ld+json")) =>
            {
                self.copying = Some(Copying::Data);
            }
            _ => {}
        }
    }

    fn meta<'a>(&mut self, get: &dyn Fn(&str) -> Option<Cow<'a, str>>) {
        let Some(content) = get("content") else { return };
        let name = get("property").or_else(|| get("name")).or_else(|| get("itemprop")).unwrap_or_default();
        let [published, _, _] = &mut self.days;
        match name.to_ascii_lowercase().as_str() {
            "og:title" => self.og_title = self.og_title.take().or_else(|| tidy(&content)),
            "og:site_name" => self.outlet = self.outlet.take().or_else(|| tidy(&content)),
            "article:published_time" | "datepublished" | "date" | "dc.date" | "dc.date.issued" => {
                *published = published.take().or_else(|| day(&content));
            }
            _ => {}
        }
    }

    pub(super) fn text(&mut self, value: &str) {
        if self.copying.is_some() {
            self.copied.push_str(value);
        }
    }

    pub(super) fn close(&mut self, name: &[u8]) {
        let (Some(copying), b"title" | b"h1" | b"script") = (self.copying, name) else { return };
        self.copying = None;
        let copied = std::mem::take(&mut self.copied);
        let [_, data, _] = &mut self.days;
        match copying {
            Copying::Title => self.title = tidy(&copied),
            Copying::Heading => self.heading = tidy(&copied),
            Copying::Data => *data = data.take().or_else(|| published(&copied)),
        }
    }

    pub(super) fn published(&self) -> Option<String> {
        self.days.iter().flatten().next().cloned()
    }

    pub(super) fn title(&self) -> Option<String> {
        [&self.og_title, &self.heading, &self.title].into_iter().flatten().next().cloned()
    }
}

/// The outermost `datePublished` of linked data.
fn published(data: &str) -> Option<String> {
    let mut queue = VecDeque::from([serde_json::from_str(data).ok()?]);
    while let Some(value) = queue.pop_front() {
        match value {
            Value::Object(mut fields) => {
                if let Some(found) = fields.get("datePublished").and_then(Value::as_str).and_then(day) {
                    return Some(found);
                }
                queue.extend(fields.iter_mut().map(|(_, value)| value.take()));
            }
            Value::Array(values) => queue.extend(values),
            _ => {}
        }
    }
    None
}
