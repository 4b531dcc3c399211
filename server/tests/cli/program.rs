//! The program as a process of its own.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the program on a data folder, with nothing in its environment but `variables`.
pub(crate) fn scoopjoy(data: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Ended {
    let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, OsStr::new(value))).collect();
    scoopjoy_with(data, &variables, arguments)
}

/// The same with variables that need not be text.
pub(crate) fn scoopjoy_with(data: &Path, variables: &[(&str, &OsStr)], arguments: &[&str]) -> Ended {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scoopjoy"));
    command.env_clear().envs(variables.iter().copied()).arg("--data").arg(data).args(arguments);
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}
