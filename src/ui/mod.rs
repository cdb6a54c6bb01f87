//! What the window looks like: theme, texts, icons, panels, dialogs. Panels read the state and send
//! commands; they touch no file, no database and no service.

pub mod case_text;
pub mod dialogs;
pub mod export_text;
pub mod fonts;
pub mod furniture_text;
pub mod icons;
pub mod import_text;
pub mod notices;
pub mod panels;
pub mod print_text;
pub mod style_text;
pub mod table_text;
pub mod text;
pub mod theme;
pub mod tool_text;
pub mod widgets;
