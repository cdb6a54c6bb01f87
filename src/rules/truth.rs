//! Kleene's strong three-valued logic: what is unknown stays unknown unless it cannot matter.

/// The truth of a condition at a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// Decided: does not hold.
    False,
    /// Data is missing that could decide it either way.
    Unknown,
    /// Decided: holds.
    True,
}

impl Truth {
    /// Holds when both hold; one `False` decides, whatever is unknown.
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// Holds when either holds; one `True` decides, whatever is unknown.
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{False, True, Unknown};

    #[test]
    fn unknown_matters_only_where_it_could_decide() {
        assert_eq!(False.and(Unknown), False);
        assert_eq!(True.and(Unknown), Unknown);
        assert_eq!(True.or(Unknown), True);
        assert_eq!(False.or(Unknown), Unknown);
        assert_eq!(!Unknown, Unknown);
    }
}
