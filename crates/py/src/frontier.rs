//! The non-dominated of given points.

use detente_deal::skyline;
use pyo3::buffer::PyBuffer;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::wrong;

/// Positions, rising, of the points no other dominates, as bytes of 64-bit integers; `points` is a C-contiguous array of doubles with two
/// columns. Nothing is copied in.
#[pyfunction]
pub(crate) fn frontier<'py>(py: Python<'py>, points: PyBuffer<f64>) -> PyResult<Bound<'py, PyBytes>> {
    let shape = points.shape();
    if shape.len() != 2 || shape[1] != 2 {
        return Err(wrong("points are an array of two columns"));
    }
    let flat = buffer::pairs(&points).ok_or_else(|| wrong("points are not contiguous in C order"))?;
    let found = skyline(flat);
    let bytes: Vec<u8> = found.iter().flat_map(|at| (*at as u64).to_ne_bytes()).collect();
    Ok(PyBytes::new(py, &bytes))
}

#[expect(unsafe_code, reason = "a buffer of Python's is looked at where it lies")]
mod buffer {
    use pyo3::buffer::PyBuffer;

    /// The points of a buffer with two columns; `None` where it is not contiguous.
    pub(super) fn pairs(points: &PyBuffer<f64>) -> Option<&[[f64; 2]]> {
        let cells = points.as_slice_ptr()?;
        // SAFETY: the buffer is held as long as the slice is borrowed, its doubles lie one after another, and while the interpreter is held
        // nobody writes to them; the caller holds it throughout.
        let flat = unsafe { cells.as_ref() };
        Some(flat.as_chunks::<2>().0)
    }
}
