//! Windows names the programs that use a file through its restart manager, which installers ask as well.
//! Beside `connection.rs` the only `unsafe` code: the interface is C.

use std::os::windows::ffi::OsStrExt as _;
use std::path::Path;
use std::ptr::null;

use windows_sys::Win32::Foundation::{ERROR_MORE_DATA, ERROR_SUCCESS};
use windows_sys::Win32::System::RestartManager::{
    CCH_RM_SESSION_KEY, RM_PROCESS_INFO, RmEndSession, RmGetList, RmRegisterResources,
    RmStartSession,
};

use super::Holder;

/// Programs start and end between the two calls: after so many tries the list is given up.
const MAX_TRIES: usize = 3;

/// A session of the restart manager, ended when it is dropped.
struct Session(u32);

impl Session {
    #[expect(unsafe_code, reason = "the interface is C")]
    fn start() -> Result<Self, u32> {
        let mut handle = 0;
        let mut key = [0_u16; CCH_RM_SESSION_KEY as usize + 1];
        // SAFETY: both point to memory of the size that the call writes; the key's buffer is as long as
        // the interface asks for, its end included.
        let code = unsafe { RmStartSession(&raw mut handle, 0, key.as_mut_ptr()) };
        checked(code).map(|()| Self(handle))
    }
}

impl Drop for Session {
    #[expect(unsafe_code, reason = "the interface is C")]
    fn drop(&mut self) {
        // SAFETY: the handle is of a session that was started and not yet ended.
        unsafe { RmEndSession(self.0) };
    }
}

/// The code of Windows when it does not answer.
#[expect(unsafe_code, reason = "the interface is C")]
pub(super) fn holders(path: &Path) -> Result<Vec<Holder>, u32> {
    let name: Vec<u16> = path.as_os_str().encode_wide().chain([0]).collect();
    let session = Session::start()?;
    let names = [name.as_ptr()];
    // SAFETY: one name, ended by 0, that lives longer than the call; no processes and services are given.
    checked(unsafe { RmRegisterResources(session.0, 1, names.as_ptr(), 0, null(), 0, null()) })?;
    let mut list: Vec<RM_PROCESS_INFO> = Vec::new();
    for _ in 0..MAX_TRIES {
        let (mut needed, mut reasons) = (0, 0);
        let mut count = u32::try_from(list.len()).unwrap_or(u32::MAX);
        // SAFETY: `list` holds `count` items that may be written; the others point to single numbers.
        let code = unsafe {
            RmGetList(
                session.0,
                &raw mut needed,
                &raw mut count,
                list.as_mut_ptr(),
                &raw mut reasons,
            )
        };
        if code == ERROR_MORE_DATA {
            list.resize_with(needed as usize, RM_PROCESS_INFO::default);
            continue;
        }
        checked(code)?;
        list.truncate(count as usize);
        return Ok(list.iter().map(holder).collect());
    }
    Err(ERROR_MORE_DATA)
}

fn holder(info: &RM_PROCESS_INFO) -> Holder {
    let name = &info.strAppName;
    let end = name.iter().position(|unit| *unit == 0);
    Holder {
        name: String::from_utf16_lossy(&name[..end.unwrap_or(name.len())]),
        process: info.Process.dwProcessId,
    }
}

const fn checked(code: u32) -> Result<(), u32> {
    if code == ERROR_SUCCESS {
        Ok(())
    } else {
        Err(code)
    }
}
