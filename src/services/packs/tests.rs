use jiff::civil::{Date, date};

use super::*;
use crate::services::clock::Clock;
use crate::store::Access;

const TODAY: Date = date(2026, 11, 24);

fn pack(id: &str, title: &str) -> String {
    format!(
        r#"[pack]
id = "{id}"
title = "{title}"
version = "1"
about = "试"
[[edition]]
id = "e"
title = "试版"
valid_from = "2020-01-01"
valid_to = "2030-12-31"
[[rule]]
id = "T-01"
title = "试"
subject = "outfall"
checks = "试"
when = {{ fact = "protection_zone.grade", covers = "site", is = "1" }}
outcome = "prohibit"
message = "{{where}}"
basis = [ {{ document = "试", article = "1", verified = true }} ]
"#
    )
}

struct Folders {
    _root: tempfile::TempDir,
    folders: PackFolders,
}

impl Folders {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let [user, project] = ["user", "project"].map(|name| {
            let folder = root.path().join(name);
            std::fs::create_dir(&folder).unwrap();
            Some(folder)
        });
        Self {
            _root: root,
            folders: PackFolders { user, project },
        }
    }

    fn user(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        std::fs::write(self.folders.user.as_ref().unwrap().join(name), content).unwrap();
        self
    }

    fn project(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        std::fs::write(self.folders.project.as_ref().unwrap().join(name), content).unwrap();
        self
    }

    fn shelf(&self, off: &[&str]) -> Shelf {
        let off = off.iter().map(|id| (*id).to_owned()).collect();
        Shelf::read(self.folders.clone(), off).unwrap()
    }

    fn states(&self, off: &[&str]) -> Vec<(String, &'static str, PackState)> {
        let lines = self.shelf(off).lines(TODAY);
        lines
            .into_iter()
            .map(|line| (line.id, line.origin, line.state))
            .collect()
    }
}

fn refusal(shelf: &Shelf) -> String {
    shelf.set().unwrap_err().to_string()
}

#[test]
fn beside_the_project_replaces_the_users_which_replaces_the_shipped() {
    let folders = Folders::new();
    folders
        .user("a.toml", pack("national", "用户的"))
        .user("b.toml", pack("own", "自己的"));
    let set = folders.shelf(&[]).set().unwrap();
    assert_eq!(set.pack("national").unwrap().title, "用户的");
    assert_eq!(set.pack("own").unwrap().origin, Origin::User);
    folders.project("c.toml", pack("national", "项目的"));
    let set = folders.shelf(&[]).set().unwrap();
    assert_eq!(set.pack("national").unwrap().title, "项目的");
    assert_eq!(
        folders.states(&[]),
        [
            ("kunming-2014".to_owned(), "shipped", PackState::InForce),
            ("national".to_owned(), "project", PackState::InForce),
            ("national".to_owned(), "user", PackState::Replaced),
            ("national".to_owned(), "shipped", PackState::Replaced),
            ("own".to_owned(), "user", PackState::InForce),
        ]
    );
}

#[test]
fn a_bad_pack_stops_the_check_until_it_is_switched_off() {
    let folders = Folders::new();
    folders.project(
        "x.toml",
        pack("mine", "试").replace("is = \"1\"", "is = \"9\""),
    );
    let said = refusal(&folders.shelf(&[]));
    for part in ["x.toml 第 16 行", "没有值 9", "rules off mine"] {
        assert!(said.contains(part), "{said}");
    }
    let set = folders.shelf(&["mine"]).set().unwrap();
    assert_eq!(set.packs().len(), 2);
    assert_eq!(set.off()[0].id, "mine");
    let line = &folders.shelf(&[]).lines(TODAY)[1];
    assert_eq!((line.id.as_str(), line.state), ("mine", PackState::Bad));
    assert_eq!(line.problems.len(), 1);
}

#[test]
fn an_id_that_cannot_be_typed_is_none_and_the_file_is_named_instead() {
    let folders = Folders::new();
    folders.project("x.toml", pack("a\\nb", "试"));
    let said = refusal(&folders.shelf(&[]));
    assert!(said.contains("rules off x.toml"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn a_bad_pack_never_gives_way_to_the_pack_that_it_was_to_replace() {
    let folders = Folders::new();
    folders.project("x.toml", pack("national", "试").replace("covers", "cover"));
    assert!(refusal(&folders.shelf(&[])).contains("x.toml"));
    // Switched off is the id, and so neither is used.
    let set = folders.shelf(&["national"]).set().unwrap();
    assert!(set.pack("national").is_none());
}

#[test]
fn a_bad_pack_that_is_replaced_does_no_harm() {
    let folders = Folders::new();
    folders
        .user("x.toml", pack("mine", "试").replace("covers", "cover"))
        .project("x.toml", pack("mine", "项目的"));
    let set = folders.shelf(&[]).set().unwrap();
    assert_eq!(set.pack("mine").unwrap().title, "项目的");
}

#[test]
fn files_that_are_no_text_are_bad_by_their_name_and_other_files_are_none() {
    let folders = Folders::new();
    let (gbk, _, _) = encoding_rs::GBK.encode("[pack]\nid = \"m\"\ntitle = \"试\"\n");
    folders
        .user("gbk.toml", gbk)
        .user("notes.txt", "not a pack")
        .user("README.md", "not a pack");
    let said = refusal(&folders.shelf(&[]));
    for part in ["gbk.toml 第 3 行", "UTF-8", "rules off gbk.toml"] {
        assert!(said.contains(part), "{said}");
    }
    folders.shelf(&["gbk.toml"]).set().unwrap();
    let big = vec![b'#'; MAX_PACK_BYTES as usize + 1];
    folders.project("big.toml", big);
    assert!(refusal(&folders.shelf(&["gbk.toml"])).contains("超过 4 MiB"));
    let inside = folders.folders.user.as_ref().unwrap().join("dir.toml");
    std::fs::create_dir(inside).unwrap();
    assert!(refusal(&folders.shelf(&["gbk.toml", "big.toml"])).contains("不是文件"));
}

#[test]
fn the_mark_that_editors_put_before_a_text_is_no_part_of_it() {
    let folders = Folders::new();
    folders.user("x.toml", format!("\u{feff}{}", pack("mine", "试")));
    assert!(folders.shelf(&[]).set().unwrap().pack("mine").is_some());
}

#[test]
fn two_packs_of_one_id_in_one_folder_are_refused() {
    let folders = Folders::new();
    folders
        .user("a.toml", pack("mine", "试"))
        .user("b.toml", pack("mine", "试"));
    let said = refusal(&folders.shelf(&[]));
    assert!(said.contains("b.toml") && said.contains("重复"), "{said}");
}

#[test]
fn the_state_says_since_when_a_pack_is_not_yet_or_no_longer_in_force() {
    let folders = Folders::new();
    folders.user("a.toml", pack("mine", "试"));
    let on = |day| {
        let lines = folders.shelf(&[]).lines(day);
        let line = lines.into_iter().find(|line| line.id == "mine").unwrap();
        (line.state, line.detail)
    };
    assert_eq!(on(date(2019, 12, 31)).0, PackState::NotYet);
    assert!(on(date(2019, 12, 31)).1.contains("2020-01-01"));
    assert!(on(TODAY).1.contains("试版"));
    assert_eq!(on(date(2031, 1, 1)).0, PackState::NoLonger);
    assert!(on(date(2031, 1, 1)).1.contains("2030-12-31"));
}

#[test]
fn a_change_in_a_folder_is_noticed() {
    let folders = Folders::new();
    let shelf = folders.shelf(&[]);
    assert!(shelf.is_current(&folders.folders, &[]));
    assert!(!shelf.is_current(&folders.folders, &["national".to_owned()]));
    folders.user("a.toml", pack("mine", "试"));
    assert!(!shelf.is_current(&folders.folders, &[]));
}

#[test]
fn switches_are_kept_in_the_project_and_in_its_journal() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("p.sqlite");
    let mut project = Project::create(&path).unwrap();
    let clock = Clock::Fixed("2026-11-24T00:00:00Z".parse().unwrap());
    let mut turn = |id, on| switch(&mut project, None, (id, on), clock);
    assert!(turn("national", false).unwrap());
    assert!(!turn("national", false).unwrap());
    let unknown = turn("beijing", false).unwrap_err().to_string();
    assert!(unknown.contains("national"), "{unknown}");
    drop(project);
    let mut project = Project::open(&path, Access::ReadWrite).unwrap();
    let set = Shelf::of(&project, None).unwrap().set().unwrap();
    assert_eq!(set.off()[0].id, "national");
    assert!(set.pack("national").is_none());
    assert!(switch(&mut project, None, ("national", true), clock).unwrap());
    assert_eq!(project.setting(OFF_SETTING).unwrap(), None);
}

#[test]
fn a_setting_that_is_no_list_is_an_error_and_can_be_set_anew() {
    let root = tempfile::tempdir().unwrap();
    let mut project = Project::create(&root.path().join("p.sqlite")).unwrap();
    let clock = Clock::Fixed("2026-11-24T00:00:00Z".parse().unwrap());
    let change = clock.change("试");
    project
        .set_setting(OFF_SETTING, Some("national"), &change)
        .unwrap();
    let said = Shelf::of(&project, None).unwrap_err().to_string();
    assert!(said.contains("JSON 数组"), "{said}");
    assert!(switch(&mut project, None, ("national", false), clock).unwrap());
    let set = Shelf::of(&project, None).unwrap().set().unwrap();
    assert_eq!(set.off()[0].id, "national");
}

#[test]
fn the_user_folder_is_in_the_data_folder() {
    let data = data_folder();
    assert_eq!(user_folder(), data.map(|data| data.join(RULES_FOLDER)));
}
