//! Labels that keep clear of each other.

/// A block of text lines beside a point.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    /// The point.
    pub(crate) point: (f64, f64),
    pub(crate) lines: Vec<String>,
    /// Where the block starts (or, on the left of its point, ends).
    pub(crate) x: f64,
    /// The first line's baseline.
    pub(crate) y: f64,
    /// Whether the block stands on the left of its point.
    pub(crate) leftward: bool,
}

/// Height of a line.
pub(crate) const LINE: f64 = 15.0;
/// Width of a letter, generously.
const LETTER: f64 = 7.6;
const BESIDE: f64 = 13.0;

impl Label {
    fn width(&self) -> f64 {
        self.lines.iter().map(|line| line.chars().count()).max().unwrap_or(0) as f64 * LETTER
    }

    fn reach(&self) -> (f64, f64) {
        if self.leftward { (self.x - self.width(), self.x) } else { (self.x, self.x + self.width()) }
    }

    fn bottom(&self) -> f64 {
        self.y + (self.lines.len() as f64 - 1.0) * LINE
    }

    fn meets(&self, other: &Self) -> bool {
        let ((left, right), (other_left, other_right)) = (self.reach(), other.reach());
        left < other_right
            && other_left < right
            && self.y - LINE < other.bottom()
            && other.y - LINE < self.bottom()
    }

    /// Whether it covers a marker.
    fn covers(&self, (x, y): (f64, f64)) -> bool {
        let (left, right) = self.reach();
        left < x + 9.0 && x - 9.0 < right && self.y - LINE < y + 7.0 && y - 9.0 < self.bottom()
    }
}

/// Puts each block beside its point, right where there is room up to `right`, moved down while it meets another.
pub(crate) fn placed(
    points: Vec<((f64, f64), Vec<String>)>,
    (top, right, bottom): (f64, f64, f64),
) -> Vec<Label> {
    let markers: Vec<(f64, f64)> = points.iter().map(|(point, _)| *point).collect();
    let mut blocks: Vec<Label> = points
        .into_iter()
        .map(|(point, lines)| {
            let mut label = Label { point, lines, x: point.0 + BESIDE, y: 0.0, leftward: false };
            if label.reach().1 > right {
                (label.x, label.leftward) = (point.0 - BESIDE, true);
            }
            let height = (label.lines.len() as f64 - 1.0) * LINE;
            let lift = if label.leftward { -4.0 - height / 2.0 } else { height };
            label.y = (point.1 - lift).max(top + LINE).min(bottom - height - 4.0);
            label
        })
        .collect();
    blocks.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut done: Vec<Label> = Vec::new();
    for mut label in blocks {
        for _ in 0..24 {
            let covered = markers.iter().any(|marker| *marker != label.point && label.covers(*marker));
            if !covered && !done.iter().any(|other| other.meets(&label)) {
                break;
            }
            if label.bottom() + 6.0 > bottom {
                break;
            }
            label.y += 6.0;
        }
        done.push(label);
    }
    done
}
