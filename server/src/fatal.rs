//! The one place that ends the process from within.

/// `EX_IOERR` of sysexits: tells a supervisor that the disk is at fault.
const EXIT_CODE: i32 = 74;

/// Ends the process at once, because going on could make an acknowledged fact untrue.
///
/// Nothing is drained or answered: callers see a broken connection and ask again after the restart.
pub fn end_process(what: &str, error: &(dyn std::error::Error + 'static)) -> ! {
    tracing::error!(error, "{what}: ending the process");
    std::process::exit(EXIT_CODE)
}
