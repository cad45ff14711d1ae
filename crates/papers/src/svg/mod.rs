//! Figures as SVG: presentation attributes only, so that a strict content policy and a sheet of style rules both hold.

mod channels;
mod frontier;
mod gains;
mod heat;
mod labels;
mod offers;
mod states;
mod timeline;
mod tornado;

pub use channels::channels_svg;
pub(crate) use frontier::frontier;
pub use frontier::frontier_svg;
pub(crate) use gains::gains;
pub use gains::gains_svg;
pub use heat::heat_svg;
pub use offers::{Offers, offers_svg};
pub(crate) use states::states;
pub use timeline::timeline_svg;
pub(crate) use tornado::tornado;

use crate::safe::escaped;

/// An SVG drawing being written.
#[derive(Debug)]
pub(crate) struct Svg {
    text: String,
}

impl Svg {
    /// A drawing with a title and a description that can stand for it.
    pub(crate) fn new(id: &str, (width, height): (f64, f64), title: &str, desc: &str) -> Self {
        let mut text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"figure\" viewBox=\"0 0 {} {}\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\" fill=\"none\" stroke=\"none\" \
             font-family=\"system-ui, sans-serif\" font-size=\"12\">\n",
            at(width),
            at(height)
        );
        text.push_str(&format!("<title id=\"{id}-title\">{}</title>\n", escaped(title)));
        text.push_str(&format!("<desc id=\"{id}-desc\">{}</desc>\n", escaped(desc)));
        Self { text }
    }

    /// An element without content: its attributes are ours and safe as they are.
    pub(crate) fn shape(&mut self, name: &str, attributes: &str) {
        self.text.push_str(&format!("<{name} {attributes}/>\n"));
    }

    /// An element with content that is ours and safe as it is.
    pub(crate) fn shape_with(&mut self, name: &str, attributes: &str, content: &str) {
        self.text.push_str(&format!("<{name}{attributes}>{content}</{name}>\n"));
    }

    /// Text at a place.
    pub(crate) fn words(&mut self, (x, y): (f64, f64), attributes: &str, words: &str) {
        self.text.push_str(&format!(
            "<text x=\"{}\" y=\"{}\" {attributes}>{}</text>\n",
            at(x),
            at(y),
            escaped(words)
        ));
    }

    pub(crate) fn finish(mut self) -> String {
        self.text.push_str("</svg>");
        self.text
    }
}

/// A coordinate to a tenth, never `-0`.
pub(crate) fn at(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").map_or(text.clone(), ToString::to_string);
    if text == "-0" { "0".into() } else { text }
}
