//! `cargo xtask release VERSION`: everything that a release changes, as one commit and one tag.
//!
//! It changes the version of the workspace, moves what the changelog lists as unreleased under the
//! new version, and records a link that later versions must open. It never pushes.

use std::fs;
use std::path::Path;

use crate::lock;
use crate::sh::{self, Result};

const MANIFEST: &str = "Cargo.toml";
const LOCK: &str = "Cargo.lock";
const CHANGELOG: &str = "CHANGELOG.md";
/// Links of released versions, one file each.
const LINKS: &str = "tests/links/v1";
/// The document with the scenario that every release records a link of: it has every action.
const LANGUAGE: &str = "docs/scenarios.md";
const TITLE: &str = "Every action of the language";

const UNRELEASED: &str = "## [Unreleased]";

/// Releases the project as it is checked out.
pub fn run(version: &str) -> Result<()> {
    let root = sh::root();
    release(&root, version, &today(&root)?, link)?;
    println!(
        "Version {version} is committed on main and has the tag v{version}. Nothing was pushed.\n\n\
         Look at it:     git show v{version}\n\
         Test it:        cargo xtask test && cargo xtask soak\n\
         Publish it:     git push origin main v{version}\n\
         The page:       cargo xtask build, then copy dist/ to the web server\n\
         Take it back:   git tag --delete v{version} && git reset --hard HEAD~1"
    );
    Ok(())
}

/// Releases the project in `root`. `link` makes a link from the text of a scenario.
fn release(
    root: &Path,
    version: &str,
    date: &str,
    link: impl FnOnce(&str) -> Result<String>,
) -> Result<()> {
    let read = |file: &str| sh::read(&root.join(file));
    let manifest = bumped(&read(MANIFEST)?, version)?;
    let changelog = moved(&read(CHANGELOG)?, version, date)?;
    let tag = format!("v{version}");
    ready(root, &tag)?;
    let scenario = scenario(&read(LANGUAGE)?)?;
    // Before anything is written, because this is what fails where the project does not compile.
    let link = format!(
        "# {TITLE}, with the digest of its run in version {version}.\n# title {TITLE}\n\
         https://faultline.example/{}\n",
        link(&scenario)?.trim()
    );
    let recorded = format!("{LINKS}/{tag}.txt");
    let files = [(MANIFEST, manifest), (CHANGELOG, changelog), (&recorded, link)];
    let committed = files.iter().try_for_each(|(file, text)| {
        let file = root.join(file);
        fs::write(&file, text).map_err(|error| format!("{}: {error}.", file.display()))
    });
    let committed = committed.and_then(|()| {
        sh::run(sh::cargo().current_dir(root).args(["update", "--quiet", "--workspace"]))?;
        same_version(&read(LOCK)?, version)?;
        git(root, &["add", MANIFEST, LOCK, CHANGELOG, &recorded])?;
        git(root, &["commit", "--quiet", "--message", &format!("Release {version}")])
    });
    committed.map_err(|sentence| {
        format!("{sentence}\nNothing was committed. `git stash --include-untracked` puts away what was written.")
    })?;
    git(root, &["tag", "--annotate", &tag, "--message", &format!("Faultline {version}")]).map(drop)
}

/// Fails unless the checkout is main, without changes, and the tag is new.
fn ready(root: &Path, tag: &str) -> Result<()> {
    let branch = git(root, &["branch", "--show-current"])?;
    if branch != "main" {
        return Err(format!("A release is made on main, and this is “{branch}”."));
    }
    let changes = git(root, &["status", "--porcelain"])?;
    if !changes.is_empty() {
        return Err(format!("Commit these changes first, or stash them:\n{changes}"));
    }
    if !git(root, &["tag", "--list", tag])?.is_empty() {
        return Err(format!("There is a tag {tag} already."));
    }
    Ok(())
}

/// What git prints.
fn git(root: &Path, args: &[&str]) -> Result<String> {
    let output = sh::command("git").current_dir(root).args(args).output();
    let output = output.map_err(|error| format!("git could not be started: {error}."))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_string();
    if output.status.success() {
        Ok(text(&output.stdout))
    } else {
        Err(format!("`git {}` failed: {}", args.join(" "), text(&output.stderr)))
    }
}

/// The three numbers of a version.
fn numbers(version: &str) -> Option<[u32; 3]> {
    let plain = |it: &str| it == "0" || !it.starts_with(['0', '+']);
    let parts: Option<Vec<u32>> =
        version.split('.').map(|it| it.parse().ok().filter(|_| plain(it))).collect();
    parts?.try_into().ok()
}

/// The manifest of the workspace with a later version.
fn bumped(manifest: &str, version: &str) -> Result<String> {
    let wanted = numbers(version)
        .ok_or_else(|| format!("“{version}” is no version: write three numbers, like 0.2.0."))?;
    let section = "[workspace.package]\n";
    let missing = || format!("{MANIFEST} has no version below [workspace.package].");
    let start = manifest.find(section).ok_or_else(missing)? + section.len();
    let end = manifest[start..].find("\n[").map_or(manifest.len(), |length| start + length);
    let field = "version = \"";
    let lines = &manifest[start..end];
    let at = if lines.starts_with(field) {
        Some(0)
    } else {
        lines.find("\nversion = \"").map(|at| at + 1)
    };
    let from = start + at.ok_or_else(missing)? + field.len();
    let current = manifest[from..].split('"').next().unwrap_or_default();
    if numbers(current) >= Some(wanted) {
        return Err(format!("{version} is not later than {current}, the version in {MANIFEST}."));
    }
    Ok(format!("{}{version}{}", &manifest[..from], &manifest[from + current.len()..]))
}

/// The changelog with its unreleased entries under a version and a date.
fn moved(changelog: &str, version: &str, date: &str) -> Result<String> {
    let (before, rest) = changelog
        .split_once(&format!("\n{UNRELEASED}\n"))
        .ok_or_else(|| format!("{CHANGELOG} has no section “{UNRELEASED}”."))?;
    let end = rest.find("\n## ").map_or(rest.len(), |at| at + 1);
    let (entries, older) = rest.split_at(end);
    if !entries.lines().any(|line| line.starts_with("- ")) {
        return Err(format!("{CHANGELOG} lists nothing below “{UNRELEASED}”."));
    }
    Ok(format!("{before}\n{UNRELEASED}\n\n## [{version}] - {date}\n{entries}{older}"))
}

/// Fails where a package of the workspace has another version.
fn same_version(lock: &str, version: &str) -> Result<()> {
    let own = lock::packages(lock).into_iter().filter(|it| it.source.is_none());
    let other: Vec<&str> = own.filter(|it| it.version != version).map(|it| it.name).collect();
    if other.is_empty() {
        return Ok(());
    }
    Err(format!("Write `version.workspace = true` in the Cargo.toml of {}.", other.join(", ")))
}

/// The scenario of the language's description that has every action.
fn scenario(document: &str) -> Result<String> {
    let blocks = document.split("```faultline\n").skip(1).filter_map(|it| it.split("```").next());
    let title = format!("title {TITLE}");
    blocks
        .filter(|block| block.lines().any(|line| line == title))
        .map(str::to_string)
        .next()
        .ok_or_else(|| format!("{LANGUAGE} has no scenario with the line “{title}”."))
}

/// A link to the end of a scenario, from the command line as it is in this checkout.
fn link(scenario: &str) -> Result<String> {
    let file = sh::target().join("release.faultline");
    fs::write(&file, scenario).map_err(|error| format!("{}: {error}.", file.display()))?;
    let end = scenario.lines().find_map(|line| line.strip_prefix("until "));
    let end = end.ok_or_else(|| format!("The scenario in {LANGUAGE} has no end."))?;
    let mut program = sh::cargo();
    program.args(["run", "--quiet", "--bin", "faultline", "--", "link"]).arg(&file);
    sh::answer(program.args(["--at", end])).ok_or_else(|| "`faultline link` failed.".to_string())
}

/// The date of today, which the standard library has not, as git would write it into a commit: one
/// that no branch leads to, and that git removes in time.
fn today(root: &Path) -> Result<String> {
    let commit = git(root, &["commit-tree", "HEAD^{tree}", "-m", "Today"])?;
    git(root, &["show", "--no-patch", "--format=%cs", &commit])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    const WORKSPACE: &str = "[package]\nname = \"top\"\nversion.workspace = true\n\n\
        [workspace]\nmembers = [\"part\"]\n\n[workspace.package]\nedition = \"2024\"\n\
        version = \"0.1.0\"\n\n[workspace.dependencies]\npart = { path = \"part\" }\n";
    const LOG: &str = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Something.\n\n\
        ## [0.1.0] - 2026-11-21\n\n- The first.\n";

    #[test]
    fn only_the_version_of_the_workspace_is_changed() {
        let wanted = WORKSPACE.replace("0.1.0", "0.2.0");
        assert_eq!(bumped(WORKSPACE, "0.2.0"), Ok(wanted));
        let first = "[workspace.package]\nversion = \"1.9.0\"\n[x]\nversion = \"1.9.0\"\n";
        let wanted = "[workspace.package]\nversion = \"1.10.0\"\n[x]\nversion = \"1.9.0\"\n";
        assert_eq!(bumped(first, "1.10.0"), Ok(wanted.into()));
        let elsewhere = "[workspace.package]\nedition = \"2024\"\n[x]\nversion = \"1.9.0\"\n";
        assert!(bumped(elsewhere, "2.0.0").is_err_and(|it| it.contains("no version below")));
    }

    #[test]
    fn a_version_is_three_numbers_and_later_than_the_last() {
        for version in
            ["", "1", "0.2", "v0.2.0", "0.2.0-rc.1", "0.2.x", "0.02.0", "0.+2.0", "1.2.3.4"]
        {
            assert!(
                bumped(WORKSPACE, version).is_err_and(|it| it.contains("is no version")),
                "{version}"
            );
        }
        for version in ["0.0.9", "0.1.0"] {
            assert!(
                bumped(WORKSPACE, version).is_err_and(|it| it.contains("not later")),
                "{version}"
            );
        }
    }

    #[test]
    fn unreleased_entries_go_below_the_version() {
        let wanted = LOG.replace("[Unreleased]\n", "[Unreleased]\n\n## [0.2.0] - 2026-12-01\n");
        assert_eq!(moved(LOG, "0.2.0", "2026-12-01"), Ok(wanted.clone()));
        let again = moved(&wanted, "0.3.0", "2026-12-02");
        assert!(again.is_err_and(|it| it.contains("lists nothing")));
        assert!(moved("# Changelog\n", "0.2.0", "").is_err_and(|it| it.contains("no section")));
    }

    #[test]
    fn the_changelog_of_the_project_has_the_section_that_a_release_moves() {
        let changelog = sh::read(&sh::root().join(CHANGELOG)).unwrap();
        let with_entry = changelog.replace(UNRELEASED, &format!("{UNRELEASED}\n\n- An entry."));
        let moved = moved(&with_entry, "999.0.0", "2026-12-01").unwrap();
        assert!(moved.contains("\n## [999.0.0] - 2026-12-01\n\n- An entry.\n"), "{moved}");
    }

    #[test]
    fn the_language_has_the_scenario_that_a_release_records() {
        let scenario = scenario(&sh::read(&sh::root().join(LANGUAGE)).unwrap()).unwrap();
        assert!(scenario.starts_with("faultline 1\n"), "{scenario}");
        assert!(scenario.lines().any(|line| line.starts_with("until ")), "{scenario}");
    }

    /// A repository with a workspace of two packages.
    struct Repository(PathBuf);

    impl Repository {
        fn new(name: &str) -> Repository {
            let root = std::env::temp_dir().join(format!("release-{name}-{}", std::process::id()));
            let part = "[package]\nname = \"part\"\nversion.workspace = true\nedition = \"2024\"\n";
            let language = format!("```faultline\nfaultline 1\ntitle {TITLE}\nuntil 1s\n```\n");
            for (file, text) in [
                (MANIFEST, WORKSPACE),
                ("src/lib.rs", ""),
                ("part/Cargo.toml", part),
                ("part/src/lib.rs", ""),
                (CHANGELOG, LOG),
                (LANGUAGE, &language),
                ("tests/links/v1/first.txt", ""),
            ] {
                let file = root.join(file);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, text).unwrap();
            }
            let repository = Repository(root);
            let mut cargo = sh::cargo();
            cargo.current_dir(&repository.0).args(["generate-lockfile", "--quiet", "--offline"]);
            sh::run(&mut cargo).unwrap();
            repository.git(&["init", "--quiet", "--initial-branch", "main"]);
            for (key, value) in [
                ("user.name", "Tester"),
                ("user.email", "tester@example.org"),
                ("commit.gpgsign", "false"),
                ("tag.gpgsign", "false"),
            ] {
                repository.git(&["config", key, value]);
            }
            repository.git(&["add", "."]);
            repository.git(&["commit", "--quiet", "--message", "Begin"]);
            repository
        }

        fn git(&self, args: &[&str]) -> String {
            git(&self.0, args).unwrap()
        }

        fn release(&self, version: &str) -> Result<()> {
            release(&self.0, version, "2026-12-01", |scenario| {
                assert!(scenario.contains(TITLE), "{scenario}");
                Ok("#1abcz&t=1s&e=1&d=0\n".into())
            })
        }
    }

    impl Drop for Repository {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_release_is_one_commit_and_one_annotated_tag() {
        let repository = Repository::new("made");
        repository.release("0.2.0").unwrap();
        assert_eq!(repository.git(&["status", "--porcelain"]), "");
        assert_eq!(repository.git(&["log", "--format=%s"]), "Release 0.2.0\nBegin");
        assert_eq!(repository.git(&["cat-file", "-t", "v0.2.0"]), "tag");
        let date = repository.git(&["show", "--no-patch", "--format=%cs"]);
        // Unless midnight came in between, they are equal.
        assert!(today(&repository.0).is_ok_and(|it| it.len() == date.len() && it >= date));
        assert_eq!(
            repository.git(&["rev-parse", "v0.2.0^{}"]),
            repository.git(&["rev-parse", "HEAD"])
        );
        let changed = repository.git(&["show", "--format=", "--name-only"]);
        assert_eq!(changed, "CHANGELOG.md\nCargo.lock\nCargo.toml\ntests/links/v1/v0.2.0.txt");
        let lock = repository.git(&["show", "HEAD:Cargo.lock"]);
        let packages: Vec<_> =
            lock::packages(&lock).iter().map(|it| format!("{} {}", it.name, it.version)).collect();
        assert_eq!(packages, ["part 0.2.0", "top 0.2.0"]);
        let link = repository.git(&["show", "HEAD:tests/links/v1/v0.2.0.txt"]);
        assert!(link.ends_with(
            "\n# title Every action of the language\nhttps://faultline.example/#1abcz&t=1s&e=1&d=0"
        ));
        assert!(repository.release("0.2.0").is_err_and(|it| it.contains("not later")));
        assert!(repository.release("0.3.0").is_err_and(|it| it.contains("lists nothing")));
    }

    #[test]
    fn nothing_is_released_from_a_changed_tree_another_branch_or_under_a_tag_that_exists() {
        let repository = Repository::new("refused");
        let refused = |expected: &str| {
            let error = repository.release("0.2.0").unwrap_err();
            assert!(error.contains(expected), "{error}");
            assert_eq!(repository.git(&["log", "--format=%s"]), "Begin");
        };
        fs::write(repository.0.join("new.txt"), "").unwrap();
        refused("new.txt");
        fs::remove_file(repository.0.join("new.txt")).unwrap();
        repository.git(&["switch", "--quiet", "--create", "topic"]);
        refused("topic");
        repository.git(&["switch", "--quiet", "main"]);
        repository.git(&["tag", "v0.2.0"]);
        refused("already");
        assert_eq!(repository.git(&["status", "--porcelain"]), "");
    }

    #[test]
    fn a_package_with_a_version_of_its_own_is_named() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"0.2.0\"\n\n\
                    [[package]]\nname = \"b\"\nversion = \"0.1.0\"\n\n\
                    [[package]]\nname = \"c\"\nversion = \"1.0.0\"\nsource = \"registry\"\n";
        let error = same_version(lock, "0.2.0").unwrap_err();
        assert!(error.ends_with("Cargo.toml of b."), "{error}");
        assert_eq!(same_version(&lock.replace("0.1.0", "0.2.0"), "0.2.0"), Ok(()));
    }
}
