//! No module of the page imports another one that, directly or not, imports it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The imports of each module, by its path.
type Graph = BTreeMap<String, BTreeSet<String>>;

/// The modules of a crate, by their paths, with their sources. Folders named in `without` are left out.
fn modules(root: &Path, without: &[&str]) -> BTreeMap<String, String> {
    let mut modules = BTreeMap::new();
    let mut folders = vec![(root.to_path_buf(), String::new())];
    while let Some((folder, path)) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let file = entry.expect("an entry").path();
            let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
            let inner = if path.is_empty() { name.clone() } else { format!("{path}::{name}") };
            if file.is_dir() {
                if !(path.is_empty() && without.contains(&name.as_str())) {
                    folders.push((file, inner));
                }
            } else if file.extension().is_some_and(|it| it == "rs") && name != "tests" {
                let source = fs::read_to_string(&file).expect("a source");
                let own = matches!(name.as_str(), "mod" | "lib" | "main");
                modules.insert(if own { path.clone() } else { inner }, source);
            }
        }
    }
    modules
}

/// A source without comments and without the tests at its end.
fn code(source: &str) -> String {
    let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The paths that a tree of imports names.
fn paths(tree: &str, before: &str, into: &mut Vec<String>) {
    let tree = tree.trim();
    let Some((base, group)) = tree.split_once('{') else {
        into.push(format!("{before}{tree}"));
        return;
    };
    let (mut depth, mut start) = (0, 0);
    let group = group.trim_end().trim_end_matches('}');
    let before = format!("{before}{base}");
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                paths(&group[start..at], &before, into);
                start = at + 1;
            }
            _ => {}
        }
    }
    if !group[start..].trim().is_empty() {
        paths(&group[start..], &before, into);
    }
}

/// Everything within the crate that a module names.
fn named(module: &str, source: &str) -> Vec<String> {
    let code = code(source);
    let mut named = Vec::new();
    for (at, _) in code.match_indices("use ") {
        let tree = code[at + 4..].split(';').next().unwrap_or_default();
        if tree.starts_with("crate") || tree.starts_with("super") {
            paths(tree, "", &mut named);
        }
    }
    for (at, _) in code.match_indices("crate::") {
        let letters =
            code[at..].chars().take_while(|it| it.is_alphanumeric() || "_:".contains(*it));
        named.push(letters.collect());
    }
    let parents: Vec<&str> = module.split("::").collect();
    let absolute = |path: String| match path.strip_prefix("crate::") {
        Some(rest) => rest.to_string(),
        None => {
            let up = path.matches("super").count().min(parents.len());
            let rest = path.replace("super::", "").replace("super", "");
            [&parents[..parents.len() - up].join("::"), rest.as_str()].join("::")
        }
    };
    named.into_iter().map(absolute).collect()
}

fn graph(root: &Path, without: &[&str]) -> Graph {
    let modules = modules(root, without);
    let find = |path: &str| {
        let mut path = path.trim_matches(':');
        while !modules.contains_key(path) {
            path = path.rsplit_once("::")?.0;
        }
        Some(path.to_string())
    };
    let imports = |(module, source): (&String, &String)| {
        let all = named(module, source).into_iter().filter_map(|it| find(&it));
        (module.clone(), all.filter(|it| it != module && !it.is_empty()).collect())
    };
    modules.iter().map(imports).collect()
}

/// Modules that can be reached from themselves.
fn in_circles(graph: &Graph) -> Vec<String> {
    let reaches_itself = |module: &&String| {
        let mut seen = BTreeSet::new();
        let mut next: Vec<&String> = graph[*module].iter().collect();
        while let Some(it) = next.pop() {
            if it == *module {
                return true;
            }
            if seen.insert(it) {
                next.extend(&graph[it]);
            }
        }
        false
    };
    graph.keys().filter(reaches_itself).cloned().collect()
}

#[test]
fn the_core_has_no_circle_of_imports() {
    let graph = graph(Path::new(env!("CARGO_MANIFEST_DIR")), &["tests"]);
    assert!(graph["update"].contains("model") && graph["model"].contains("panes"), "{graph:?}");
    assert_eq!(in_circles(&graph), Vec::<String>::new());
}

#[test]
fn the_page_has_no_circle_of_imports() {
    let graph = graph(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), &["core"]);
    assert!(graph["app"].contains("dom::screen"), "{graph:?}");
    assert_eq!(in_circles(&graph), Vec::<String>::new());
}

#[test]
fn the_browser_layer_knows_no_view() {
    let graph = graph(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), &["core"]);
    for (module, imports) in graph.iter().filter(|(module, _)| module.starts_with("dom")) {
        let upwards = imports.iter().filter(|it| !it.starts_with("dom"));
        assert_eq!(upwards.collect::<Vec<_>>(), Vec::<&String>::new(), "{module}");
    }
}

#[test]
fn a_circle_is_found() {
    let set = |of: &[&str]| of.iter().map(|it| it.to_string()).collect();
    let graph = Graph::from([
        ("a".into(), set(&["b"])),
        ("b".into(), set(&["a"])),
        ("c".into(), set(&["a"])),
    ]);
    assert_eq!(in_circles(&graph), ["a", "b"]);
    assert!(named("a::b", "use super::c::{D, e::F};").contains(&"a::c::D".to_string()));
}
