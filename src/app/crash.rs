//! The crash report: when the program panics, a file beside the log says where, with the last commands by
//! their names alone. No user's data: no paths, names or figures of a project are written, and what a
//! panic's message quotes is left out.

use std::backtrace::Backtrace;
use std::collections::VecDeque;
use std::fmt::{self, Debug, Write as _};
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::services::Clock;

/// How many commands a report tells.
const REMEMBERED: usize = 40;
/// Reports of one run: a worker that panics at every job must not fill the disk.
const MAX_REPORTS: usize = 5;
/// Longest name of a command.
const MAX_NAME: usize = 60;

static COMMANDS: Mutex<VecDeque<String>> = Mutex::new(VecDeque::new());
static WRITTEN: Mutex<usize> = Mutex::new(0);

/// Remembers that `command` was carried out, by its name.
pub(super) fn remember(command: &impl Debug) {
    let name = name_of(command);
    let mut commands = COMMANDS.lock().unwrap_or_else(PoisonError::into_inner);
    // The pointer over the map sends the same one again and again.
    if commands.back() == Some(&name) {
        return;
    }
    if commands.len() == REMEMBERED {
        commands.pop_front();
    }
    commands.push_back(name);
}

/// Writes a report into `folder` whenever the program panics, and tells the user of it in a message box
/// where the window is lost.
pub fn install(folder: PathBuf, clock: Clock) {
    let before = std::panic::take_hook();
    let window = std::thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        before(info);
        {
            let mut written = WRITTEN.lock().unwrap_or_else(PoisonError::into_inner);
            if *written == MAX_REPORTS {
                return;
            }
            *written += 1;
        }
        let thread = std::thread::current();
        let text = report(
            info,
            thread.name().unwrap_or("?"),
            &Backtrace::force_capture(),
        );
        let saved = save(&folder, &text, clock);
        // A worker's panic ends its job, which says so in the window.
        if thread.id() == window {
            tell(saved.as_deref());
        }
    }));
}

fn save(folder: &Path, text: &str, clock: Clock) -> Option<PathBuf> {
    std::fs::create_dir_all(folder).ok()?;
    let stamp = clock.now().strftime("%Y%m%d-%H%M%S");
    for copy in 0..MAX_REPORTS {
        let mark = if copy == 0 {
            String::new()
        } else {
            format!("-{copy}")
        };
        let path = folder.join(format!("crash-{stamp}{mark}.txt"));
        if !path.exists() {
            std::fs::write(&path, text).ok()?;
            return Some(path);
        }
    }
    None
}

/// On a thread of its own: a message box inside the window's event loop would run that loop again.
fn tell(saved: Option<&Path>) {
    let text = told(saved);
    let shown = std::thread::Builder::new()
        .name("shuijie-crash".to_owned())
        .spawn(move || {
            rfd::MessageDialog::new()
                .set_level(rfd::MessageLevel::Error)
                .set_title("水界 Shuijie")
                .set_description(text)
                .show();
        });
    if let Ok(thread) = shown {
        // Closing is not delayed for a box that could not be shown.
        thread.join().unwrap_or_default();
    }
}

fn told(saved: Option<&Path>) -> String {
    let place = match saved {
        Some(path) => format!(
            "错误报告已写入 {}，其中不含项目数据，请把它交给技术支持\n\nA crash report was written to \
             this file. It holds no project data.",
            path.display()
        ),
        None => "错误报告无法写入用户文件夹\n\nThe crash report could not be written.".to_owned(),
    };
    format!("程序遇到内部错误，必须关闭；项目文件只在写入完成后才会改变，不会因此损坏。\n\n{place}")
}

fn report(info: &PanicHookInfo<'_>, thread: &str, backtrace: &Backtrace) -> String {
    // Only texts of the program itself: what is put together may hold a user's figures and names.
    let message = info.payload().downcast_ref::<&'static str>();
    let message = message.copied().unwrap_or("(message left out)");
    let place = info
        .location()
        .map(|place| format!("{}:{}", source_name(place.file()), place.line()))
        .unwrap_or_default();
    let commands = COMMANDS.lock().unwrap_or_else(PoisonError::into_inner);
    let commands: Vec<_> = commands.iter().map(|name| format!("  {name}\n")).collect();
    format!(
        "shuijie {} {} {}\nthread {thread} at {place}\n{}\n\nlast commands, oldest first\n{}\nbacktrace\n{backtrace}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        message,
        commands.concat(),
    )
}

/// The part of a source file's path that means something elsewhere.
fn source_name(file: &str) -> &str {
    file.rfind("src").map_or(file, |at| &file[at..])
}

/// `Run(OpenSample)` as `Run OpenSample`; of `Open("…")` only `Open`, and nothing of what follows a first
/// figure or text is even formatted.
fn name_of(command: &impl Debug) -> String {
    let mut name = Name(String::new());
    // It stops early by design.
    write!(name, "{command:?}").unwrap_or_default();
    name.0.trim_end().to_owned()
}

struct Name(String);

impl fmt::Write for Name {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for char in text.chars() {
            match char {
                _ if self.0.len() >= MAX_NAME => return Err(fmt::Error),
                'a'..='z' | 'A'..='Z' | '_' => self.0.push(char),
                '(' => self.0.push(' '),
                _ => return Err(fmt::Error),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::LonLat;
    use crate::state::{Action, Command};

    #[test]
    fn commands_are_remembered_by_name_and_never_with_what_they_carry() {
        assert_eq!(name_of(&Command::Run(Action::OpenSample)), "Run OpenSample");
        let path = PathBuf::from("/home/王工/饮用水.sqlite");
        assert_eq!(name_of(&Command::Open(path)), "Open");
        assert_eq!(
            name_of(&Some(LonLat {
                lon: 102.7,
                lat: 25.1
            })),
            "Some LonLat"
        );
    }

    #[test]
    fn a_report_tells_version_place_and_commands_and_no_folder_of_the_builder() {
        let folder = tempfile::tempdir().unwrap();
        remember(&Command::Run(Action::OpenSample));
        let user = "王工";
        let [text, formatted] = reports([&|| panic!("an invariant broke"), &|| {
            panic!("no outfall of {user}")
        }]);
        assert!(text.starts_with(concat!("shuijie ", env!("CARGO_PKG_VERSION"), " ")));
        assert!(
            text.contains("thread test at src/app/crash.rs:")
                || text.contains(r"at src\app\crash.rs:"),
            "{text}"
        );
        assert!(text.contains("\nan invariant broke\n"), "{text}");
        assert!(
            formatted.contains("\n(message left out)\n") && !formatted.contains(user),
            "{formatted}"
        );
        assert!(text.contains("  Run OpenSample\n"), "{text}");

        let clock = Clock::Fixed(jiff::Timestamp::UNIX_EPOCH);
        let first = save(folder.path(), &text, clock).unwrap();
        let second = save(folder.path(), &text, clock).unwrap();
        assert!(first.ends_with("crash-19700101-000000.txt"), "{first:?}");
        assert!(
            second.ends_with("crash-19700101-000000-1.txt"),
            "{second:?}"
        );
        assert!(told(Some(&first)).contains("crash-19700101-000000.txt"));
    }

    /// What is reported of each panic.
    fn reports<const N: usize>(panics: [&dyn Fn(); N]) -> [String; N] {
        let written = std::sync::Arc::new(Mutex::new(String::new()));
        let text = std::sync::Arc::clone(&written);
        // Only this thread's panics, because other tests panic on purpose at the same time.
        let own = std::thread::current().id();
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if std::thread::current().id() == own {
                *text.lock().unwrap() = report(info, "test", &Backtrace::disabled());
            }
        }));
        let reports = panics.map(|panics| {
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(panics)).unwrap_err();
            written.lock().unwrap().clone()
        });
        std::panic::set_hook(before);
        reports
    }
}
