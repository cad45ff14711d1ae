//! HTML: the tokens of a page with their places, text in pieces.

use std::collections::VecDeque;

use html5gum::{DefaultEmitter, Emitter, ForwardingEmitter, Span, Spanned, State, Token, Tokenizer};

/// The tags and texts of a page.
pub(super) fn tokens(source: &str) -> impl Iterator<Item = Token<usize>> {
    let mut inner = DefaultEmitter::new_with_span();
    // Scripts and styles are no tags.
    inner.naively_switch_states(true);
    let emitter = Pieces { source: source.as_bytes(), inner, at: 0, last: 0, queue: VecDeque::new() };
    Tokenizer::new_with_emitter(source, emitter).map(|token| {
        let Ok(token) = token;
        token
    })
}

/// Splits text where the tokenizer does (at entities and line ends) instead of joining it, so that each piece
/// keeps its place in the source.
struct Pieces<'a> {
    source: &'a [u8],
    inner: DefaultEmitter<usize>,
    at: usize,
    /// Where the last piece ended.
    last: usize,
    queue: VecDeque<Token<usize>>,
}

impl Pieces<'_> {
    fn drain(&mut self) {
        while let Some(token) = Emitter::pop_token(&mut self.inner) {
            self.queue.push_back(token);
        }
        self.last = self.at;
    }
}

impl ForwardingEmitter for Pieces<'_> {
    type Token = Token<usize>;

    fn inner(&mut self) -> &mut impl Emitter<Token = Token<usize>> {
        &mut self.inner
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn move_position(&mut self, offset: isize) {
        self.at = self.at.saturating_add_signed(offset);
        Emitter::move_position(&mut self.inner, offset);
    }

    fn init_string(&mut self) {}

    fn emit_string(&mut self, value: &[u8]) {
        // The line feed of a pair is passed over before a copy.
        let near = self.at.saturating_sub(value.len()).max(self.last);
        let start = if self.source.get(near..self.at) == Some(value) { near } else { self.last };
        let span = Span { start: start.min(self.at), end: self.at };
        self.queue.push_back(Token::String(Spanned { value: value.to_vec().into(), span }));
        self.last = self.at;
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        let state = Emitter::emit_current_tag(&mut self.inner);
        self.drain();
        state
    }

    fn emit_current_comment(&mut self) {
        Emitter::emit_current_comment(&mut self.inner);
        self.drain();
    }

    fn emit_current_doctype(&mut self) {
        Emitter::emit_current_doctype(&mut self.inner);
        self.drain();
    }

    fn pop_token(&mut self) -> Option<Token<usize>> {
        self.queue.pop_front()
    }
}
