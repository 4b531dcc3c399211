//! The service worker and the offline page, which name the files of their own build.

use std::path::Path;

use anyhow::{Context, ensure};

use crate::fingerprint;
use crate::site::Site;

/// Fills the templates of `frontend/assets`, adds them under their fixed names and returns the build's name.
///
/// `{{name}}` stands for the address of a hashed file, `"{{files}}"` for the list of all of them, `"{{marks}}"` for
/// the pictures the offline page shows, and `{{build}}` for one word that changes with any of them or with a template.
pub(crate) fn fill(site: &mut Site, root: &Path) -> anyhow::Result<String> {
    let read = |name: &str| {
        let path = root.join("frontend/assets").join(name);
        std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))
    };
    let (page, worker) = (read("offline.html")?, read("sw.js")?);
    let files = serde_json::to_string(&site.addresses().collect::<Vec<_>>())?;
    let marks = serde_json::to_string(&site.fixed_of_kind("svg").collect::<Vec<_>>())?;
    let build = fingerprint::short(format!("{files}{marks}{page}{worker}").as_bytes());
    for (name, template) in [("offline.html", page), ("sw.js", worker)] {
        let mut text = template
            .replace("\"{{files}}\"", &files)
            .replace("\"{{marks}}\"", &marks)
            .replace("{{build}}", &build);
        for source in ["boot.js", "style.css"] {
            text = text.replace(&format!("{{{{{source}}}}}"), site.address(source).unwrap_or_default());
        }
        ensure!(!text.contains("{{"), "{name} has a placeholder that the build does not know");
        site.add_fixed(name, text.as_bytes())?;
    }
    Ok(build)
}
