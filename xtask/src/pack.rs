//! Writes a file beside its compressed forms.

use std::io::Write;
use std::path::{Path, PathBuf};

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Kinds that are not compressed already.
const COMPRESSIBLE: [&str; 8] = ["css", "html", "js", "json", "svg", "txt", "wasm", "webmanifest"];

/// Writes `content` to `path`, and its `.br` and `.gz` where they are smaller.
///
/// `is_release`: without it only the plain file is written.
pub(crate) fn write(path: &Path, content: &[u8], is_release: bool) -> anyhow::Result<()> {
    std::fs::write(path, content)?;
    let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
    if is_release && COMPRESSIBLE.contains(&kind) {
        for (suffix, packed) in [("br", brotli(content)?), ("gz", gzip(content)?)] {
            if packed.len() < content.len() {
                std::fs::write(with_suffix(path, suffix), packed)?;
            }
        }
    }
    Ok(())
}

/// `app.js` with `br` is `app.js.br`.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

fn brotli(content: &[u8]) -> anyhow::Result<Vec<u8>> {
    let settings =
        BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: content.len(), ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut packed, &settings)?;
    Ok(packed)
}

fn gzip(content: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}
