//! Short messages that come and go in a corner of the window.

use crate::state::action::Action;

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Done as asked; goes away by itself.
    Done,
    /// Done differently or not at all; goes away by itself, later.
    Warning,
    /// Something failed; stays until it is closed.
    Failure,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Names it, so that it can be closed.
    pub id: u64,
    /// How much it matters.
    pub weight: Weight,
    /// What it says.
    pub text: String,
    /// What can be done about it with a button.
    pub action: Option<Action>,
    /// Whether it says why a project did not open: of no interest once one is open.
    opening: bool,
}

/// The messages on show, oldest first.
#[derive(Debug, Default)]
pub struct Notices {
    list: Vec<Notice>,
    next: u64,
}

/// More than this at once is noise: the oldest goes.
const MAX_SHOWN: usize = 3;

impl Notices {
    /// Adds a message; the same text again only renews it.
    pub fn add(&mut self, weight: Weight, text: impl Into<String>) {
        self.put(weight, text.into(), (None, false));
    }

    /// Adds why a project did not open.
    pub fn add_opening_failure(&mut self, text: impl Into<String>) {
        self.put(Weight::Failure, text.into(), (None, true));
    }

    /// Adds a message with a button for `action`.
    pub fn offer(&mut self, text: impl Into<String>, action: Action) {
        self.put(Weight::Warning, text.into(), (Some(action), false));
    }

    fn put(&mut self, weight: Weight, text: String, (action, opening): (Option<Action>, bool)) {
        self.list.retain(|other| other.text != text);
        self.next += 1;
        self.list.push(Notice {
            id: self.next,
            weight,
            text,
            action,
            opening,
        });
        if self.list.len() > MAX_SHOWN {
            self.list.remove(0);
        }
    }

    /// Closes one.
    pub fn close(&mut self, id: u64) {
        self.list.retain(|notice| notice.id != id);
    }

    /// Closes all.
    pub fn close_all(&mut self) {
        self.list.clear();
    }

    /// Closes what says why projects did not open.
    pub fn close_opening_failures(&mut self) {
        self.list.retain(|notice| !notice.opening);
    }

    /// The messages on show, oldest first.
    pub fn list(&self) -> &[Notice] {
        &self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_shown_once_and_old_ones_make_room() {
        let mut notices = Notices::default();
        for number in 0..9 {
            notices.add(Weight::Done, format!("message {number}"));
        }
        notices.add(Weight::Failure, "message 8");
        assert_eq!(notices.list().len(), MAX_SHOWN);
        assert_eq!(
            notices
                .list()
                .iter()
                .filter(|notice| notice.text == "message 8")
                .count(),
            1
        );
    }
}
