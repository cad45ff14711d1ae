//! HTML: what tags and classes are called that matter here.

/// Tags that hold nothing and have no end.
pub(super) fn is_void(name: &[u8]) -> bool {
    matches!(name, b"area" | b"base" | b"br" | b"col" | b"embed" | b"hr" | b"img" | b"input")
        || matches!(name, b"link" | b"meta" | b"param" | b"source" | b"track" | b"wbr")
}

/// Tags whose content is no text of the page.
pub(super) fn is_silent(name: &[u8]) -> bool {
    matches!(
        name,
        b"script" | b"style" | b"noscript" | b"template" | b"svg" | b"math" | b"iframe" | b"object"
    ) || matches!(name, b"button" | b"select" | b"textarea" | b"title" | b"audio" | b"video" | b"canvas")
}

/// Elements that stand beside the text of a page.
pub(super) fn is_beside(name: &[u8]) -> bool {
    matches!(name, b"nav" | b"aside" | b"footer" | b"header" | b"figure" | b"figcaption" | b"form")
}

pub(super) fn is_block(name: &[u8]) -> bool {
    matches!(
        name,
        b"p" | b"div" | b"section" | b"article" | b"main" | b"blockquote" | b"pre" | b"hr" | b"center"
    ) || matches!(name, b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"hgroup" | b"address" | b"details")
        || matches!(
            name,
            b"ul" | b"ol" | b"li" | b"dl" | b"dt" | b"dd" | b"summary" | b"fieldset" | b"dialog"
        )
        || matches!(name, b"table" | b"thead" | b"tbody" | b"tfoot" | b"tr" | b"td" | b"th" | b"caption")
        || matches!(name, b"html" | b"body" | b"search" | b"menu" | b"legend" | b"option")
        || is_beside(name)
}

/// Words in a class, id or role that mark a block beside the text.
const BESIDE: &str = "ad ads advert advertisement adverts breadcrumb breadcrumbs byline-list caption captions \
    comments complementary contentinfo cookie cookies footer gmail_quote menu moz-cite-prefix nav navbar \
    navigation newsletter paywall promo promos recommended related share sharing sidebar social \
    sponsored subscribe subscription toolbar";

/// Whether a class, id or role is made of such a word: `social-share`, `relatedStories`, but not
/// `has-sidebar`.
pub(super) fn says_beside(value: &str) -> bool {
    let listed = |word: &str| BESIDE.split(' ').any(|beside| beside.eq_ignore_ascii_case(word));
    value.split_whitespace().take(64).any(|token| {
        let mut state = false;
        listed(token)
            || token.split(['-', '_', ':']).take(64).any(|part| {
                let said = state;
                state = matches!(part, "has" | "with" | "no" | "without" | "hide" | "show");
                // The first word of camel case; the rest rarely says what a block is.
                let capital = part.char_indices().skip(1).find(|(_, c)| c.is_ascii_uppercase());
                let first = capital.and_then(|(at, _)| part.get(..at));
                !said && (listed(part) || first.is_some_and(listed))
            })
    })
}
