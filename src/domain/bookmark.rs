//! Places that a project remembers under a name. Pure data: where they are kept is not their business.

use serde::{Deserialize, Serialize};

use crate::domain::LonLat;

/// Longest name in characters; longer ones would not fit a menu.
const LONGEST_NAME: usize = 60;

/// A view with a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bookmark {
    /// Unique within a project.
    pub name: String,
    /// Centre of the view, EPSG:4490.
    pub center: LonLat,
    /// The `n` of the scale 1 : n.
    pub scale: f64,
}

/// A change of the list.
#[derive(Clone, Debug, PartialEq)]
pub enum BookmarkEdit {
    /// Put this at the end.
    Add(Bookmark),
    /// Another name for the bookmark `from`.
    Rename {
        /// As it is called now.
        from: String,
        /// As it is to be called.
        to: String,
    },
    /// Take the bookmark with this name away.
    Delete(String),
    /// Put the bookmark with this name at this place, 0 = first.
    Move(String, usize),
}

/// Why a list cannot be changed so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BookmarkError {
    /// Nothing but blanks.
    #[error("请输入书签名称")]
    NoName,
    /// Too long.
    #[error("书签名称最多 {LONGEST_NAME} 个字")]
    LongName,
    /// There is one with this name.
    #[error("已有名为“{0}”的书签，请换一个名称")]
    Taken(String),
    /// Somebody else took it away.
    #[error("项目中没有名为“{0}”的书签，可能已被删除")]
    Gone(String),
}

impl BookmarkEdit {
    /// The list after the change.
    pub fn apply(self, mut list: Vec<Bookmark>) -> Result<Vec<Bookmark>, BookmarkError> {
        match self {
            Self::Add(mut bookmark) => {
                bookmark.name = free_name(&list, &bookmark.name, None)?;
                list.push(bookmark);
            }
            Self::Rename { from, to } => {
                let place = place_of(&list, &from)?;
                list[place].name = free_name(&list, &to, Some(place))?;
            }
            Self::Delete(name) => {
                list.remove(place_of(&list, &name)?);
            }
            Self::Move(name, to) => {
                let bookmark = list.remove(place_of(&list, &name)?);
                list.insert(to.min(list.len()), bookmark);
            }
        }
        Ok(list)
    }

    /// The reason for the journal.
    pub fn why(&self) -> String {
        match self {
            Self::Add(bookmark) => format!("添加书签 {}", bookmark.name.trim()),
            Self::Rename { from, to } => format!("书签 {from} 改名为 {}", to.trim()),
            Self::Delete(name) => format!("删除书签 {name}"),
            Self::Move(name, to) => format!("书签 {name} 移到第 {} 位", to + 1),
        }
    }
}

fn place_of(list: &[Bookmark], name: &str) -> Result<usize, BookmarkError> {
    list.iter()
        .position(|bookmark| bookmark.name == name)
        .ok_or_else(|| BookmarkError::Gone(name.to_owned()))
}

/// `name` without blanks around it, if nobody but the bookmark at `own` has it.
fn free_name(list: &[Bookmark], name: &str, own: Option<usize>) -> Result<String, BookmarkError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(BookmarkError::NoName);
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(BookmarkError::LongName);
    }
    let taken = list
        .iter()
        .enumerate()
        .any(|(place, bookmark)| Some(place) != own && bookmark.name == name);
    if taken {
        return Err(BookmarkError::Taken(name.to_owned()));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bookmark(name: &str) -> Bookmark {
        Bookmark {
            name: name.to_owned(),
            center: LonLat::try_new(102.7, 25.0).unwrap(),
            scale: 50_000.0,
        }
    }

    fn names(list: &[Bookmark]) -> Vec<&str> {
        list.iter().map(|bookmark| bookmark.name.as_str()).collect()
    }

    #[test]
    fn bookmarks_are_added_renamed_moved_and_taken_away() {
        let list = ["滇池", "阳宗海", "松华坝"].map(bookmark).to_vec();
        let list = BookmarkEdit::Add(bookmark(" 云龙 ")).apply(list).unwrap();
        let list = BookmarkEdit::Move("云龙".to_owned(), 0)
            .apply(list)
            .unwrap();
        let list = BookmarkEdit::Rename {
            from: "阳宗海".to_owned(),
            to: "阳宗海北".to_owned(),
        }
        .apply(list)
        .unwrap();
        let list = BookmarkEdit::Delete("滇池".to_owned()).apply(list).unwrap();
        assert_eq!(names(&list), ["云龙", "阳宗海北", "松华坝"]);
    }

    #[test]
    fn two_bookmarks_never_share_a_name_and_none_is_without() {
        let list = vec![bookmark("滇池")];
        let add = |name| BookmarkEdit::Add(bookmark(name)).apply(list.clone());
        assert_eq!(add("滇池 "), Err(BookmarkError::Taken("滇池".to_owned())));
        assert_eq!(add("  "), Err(BookmarkError::NoName));
        assert_eq!(add(&"长".repeat(61)), Err(BookmarkError::LongName));
        let gone = BookmarkEdit::Delete("洱海".to_owned()).apply(list);
        assert_eq!(gone, Err(BookmarkError::Gone("洱海".to_owned())));
    }
}
