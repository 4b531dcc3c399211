//! Short names for what the module and its bindings call each other by.
//!
//! The linker's names carry hashes, which no compression shortens, and stand on both sides.

use std::collections::{HashMap, HashSet};

use anyhow::{bail, ensure};
use serde::Deserialize;

/// What wasm-opt tells of the names it has shortened in a module.
#[derive(Debug, Deserialize)]
pub(crate) struct ShortNames {
    /// Where it is imported from, its name and its short name.
    imports: Vec<(String, String, String)>,
    /// Name and short name.
    exports: Vec<(String, String)>,
}

/// What wasm-opt calls whatever is imported from.
const SOURCE: &str = "a";

impl ShortNames {
    /// `bindings`, as wasm-bindgen writes them, with the short names.
    ///
    /// Errors: when they name something that the module does not have, or do not name what it wants.
    pub(crate) fn put_into(&self, bindings: &str) -> anyhow::Result<String> {
        let sources: HashSet<&str> = self.imports.iter().map(|(source, ..)| source.as_str()).collect();
        let Ok([source]) = <[&str; 1]>::try_from(Vec::from_iter(sources)) else {
            bail!("the module imports from more than one place, or from none");
        };
        let quoted = format!("\"{source}\"");
        ensure!(bindings.matches(&quoted).count() == 1, "the bindings do not name {quoted} once");
        let bindings = bindings.replace(&quoted, &format!("\"{SOURCE}\""));
        let mut wanted: HashMap<&str, &str> =
            self.imports.iter().map(|(_, name, short)| (name.as_str(), short.as_str())).collect();
        let exports: HashMap<&str, &str> =
            self.exports.iter().map(|(name, short)| (name.as_str(), short.as_str())).collect();

        let mut written = String::with_capacity(bindings.len());
        let mut rest = bindings.as_str();
        while !rest.is_empty() {
            let between = rest.find(is_of_name).unwrap_or(rest.len());
            written.push_str(&rest[..between]);
            rest = &rest[between..];
            let length = rest.find(|letter| !is_of_name(letter)).unwrap_or(rest.len());
            let name = &rest[..length];
            rest = &rest[length..];
            let is_exported = written.ends_with("wasm.") && !written.ends_with("_wasm.");
            let short = match exports.get(name) {
                Some(short) if is_exported => short,
                None if is_exported => bail!("the bindings call {name:?}, which the module does not have"),
                // Each is given to the module once.
                _ => wanted.remove(name).map_or(name, |short| short),
            };
            written.push_str(short);
        }
        ensure!(wanted.is_empty(), "the bindings lack {wanted:?}");
        Ok(written)
    }
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> ShortNames {
        let told = r#"{
            "imports": [["./app_bg.js", "__wbg_now_1f", "$"], ["./app_bg.js", "__wbg_new_2e", "A"]],
            "exports": [["memory", "$c"], ["hydrate", "ad"], ["unused", "b"]]
        }"#;
        serde_json::from_str(told).expect("what wasm-opt prints")
    }

    const BINDINGS: &str = r#"
        export function hydrate() { wasm.hydrate(wasm.memory.buffer); }
        const imports = { "./app_bg.js": { __wbg_now_1f: () => now(), __wbg_new_2e: () => memory } };
        fetch("app_bg.wasm");"#;

    #[test]
    fn both_sides_call_each_other_by_the_same_names() {
        let written = names().put_into(BINDINGS).expect("names that fit");
        assert!(written.contains("function hydrate() { wasm.ad(wasm.$c.buffer); }"), "{written}");
        assert!(written.contains(r#"{ "a": { $: () => now(), A: () => memory } }"#), "{written}");
        assert!(written.contains(r#"fetch("app_bg.wasm")"#), "{written}");
    }

    #[test]
    fn bindings_of_another_module_are_refused() {
        let refusal = |from: &str, to: &str| {
            names().put_into(&BINDINGS.replace(from, to)).expect_err("other bindings").to_string()
        };
        assert!(refusal("wasm.hydrate", "wasm.start").contains("\"start\""));
        assert!(refusal("__wbg_new_2e", "__wbg_new_3d").contains("__wbg_new_2e"));
        assert!(refusal("./app_bg.js", "./other.js").contains("app_bg.js"));
    }
}
