//! The packages that Cargo.lock names.

/// One of them.
#[derive(Debug, PartialEq, Eq)]
pub struct Package<'a> {
    pub name: &'a str,
    pub version: &'a str,
    /// Where it was downloaded from; none for a package of this project.
    pub source: Option<&'a str>,
}

/// All of them, in the order of the file, which is by name and version.
pub fn packages(lock: &str) -> Vec<Package<'_>> {
    let blocks = lock.split("[[package]]").skip(1);
    let package = |block| {
        let (name, version) = (value(block, "name")?, value(block, "version")?);
        Some(Package { name, version, source: value(block, "source") })
    };
    blocks.filter_map(package).collect()
}

fn value<'a>(block: &'a str, key: &str) -> Option<&'a str> {
    let mut fields = block.lines().filter_map(|line| line.split_once(" = "));
    fields.find(|(name, _)| *name == key).map(|(_, value)| value.trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_read_with_their_versions_and_sources() {
        let lock = "# Written by Cargo.\nversion = 4\n\n\
                    [[package]]\nname = \"a\"\nversion = \"1.2.3\"\nsource = \"registry+x\"\n\n\
                    [[package]]\nname = \"own\"\nversion = \"0.1.0\"\ndependencies = [\n \"a\",\n]\n";
        let a = Package { name: "a", version: "1.2.3", source: Some("registry+x") };
        let own = Package { name: "own", version: "0.1.0", source: None };
        assert_eq!(packages(lock), [a, own]);
    }
}
