//! A condition that was read and typed.

use std::cmp::Ordering;

use crate::domain::field::Choice;

/// One node; every operand has the kind that its operator wants.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    Null,
    Bool(bool),
    Number(f64),
    Text(Box<str>),
    /// A stored value; see [`Want`].
    Column(usize, Want),
    Length,
    Area,
    /// The place of a choice in its list, so that water classes can be compared.
    Rank(Box<Self>, &'static [Choice]),
    Not(Box<Self>),
    All(Vec<Self>),
    Any(Vec<Self>),
    Compare(Box<Self>, Comparison, Box<Self>),
    In {
        subject: Box<Self>,
        list: Vec<Self>,
        negated: bool,
    },
    Between {
        subject: Box<Self>,
        bounds: Box<[Self; 2]>,
        negated: bool,
    },
    Like {
        subject: Box<Self>,
        pattern: Box<Self>,
        /// For a choice, its label is matched as well as its code.
        choices: &'static [Choice],
        negated: bool,
    },
    IsNull {
        subject: Box<Self>,
        negated: bool,
    },
    /// Terms, each with whether it is taken off.
    Sum(Vec<(bool, Self)>),
    /// Factors, each with whether it divides.
    Product(Vec<(bool, Self)>),
    Negate(Box<Self>),
    Join(Vec<Self>),
    Call(Function, Vec<Self>),
}

/// As what a stored value is read. A file of another program may hold anything in any column: what
/// cannot be read as this is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    Number,
    Text,
    Flag,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

impl Comparison {
    pub(super) const fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterEqual => order.is_ge(),
        }
    }

    /// Whether it asks for an order and not just for sameness.
    pub(super) const fn is_ordering(self) -> bool {
        !matches!(self, Self::Equal | Self::Unequal)
    }
}

/// Functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Length,
    Lower,
    Upper,
    Coalesce,
}
