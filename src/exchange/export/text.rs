//! Appending formatted text, which cannot fail.

/// `push!(text, "…", values…)` appends to a `String`.
macro_rules! push {
    ($text:expr, $($part:tt)*) => {{
        use std::fmt::Write as _;
        // A text takes whatever is written into it.
        write!($text, $($part)*).unwrap_or_default();
    }};
}

pub(in crate::exchange) use push;
