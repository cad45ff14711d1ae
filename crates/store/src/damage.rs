//! What can be found of harm done to a store.

/// What is not as it was written, and where. Numbers are those of the log: for the mediators alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// The file is something else.
    #[error("the file is no store of this program, or its beginning is damaged")]
    NoStore,
    /// An item is gone.
    #[error("item {0} is missing")]
    Missing(u64),
    /// An item's words are not those that were written.
    #[error("the sealed words of item {0} have been changed")]
    Words(u64),
    /// An item was opened, but is nothing this program knows.
    #[error("item {0} is of a kind that this program does not know")]
    Unread(u64),
    /// An item's entry in the chain is not the one that was written, or stands in another place.
    #[error("the entry of item {0} has been changed or moved")]
    Entry(u64),
    /// A key of an item is gone or changed.
    #[error("a key of item {0} is missing or has been changed")]
    Key(u64),
    /// There is a key that was never made.
    #[error("there is a key of item {0} that was never made")]
    Stray(u64),
    /// The log ends elsewhere than it says.
    #[error("the log ends with item {found}, and should end with item {expected}")]
    End {
        /// The last item there is.
        found: u64,
        /// The last item there was.
        expected: u64,
    },
    /// Something beside the log does not open.
    #[error("{0} has been changed")]
    Beside(&'static str),
}
