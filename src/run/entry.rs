//! A pattern in the list of all patterns, with its types erased: what the page, the command line
//! and the search know of it, and how they start a run.

use crate::Run;
use crate::Sim;
#[cfg(not(target_arch = "wasm32"))]
use crate::exhaust::Explore;
use kernel::action::{LinkSettings, Timed};
use kernel::ids::{Names, Seed};
use pattern::Pattern;
use pattern::declare::{Info, InputSpec};
use pattern::names::names;
use pattern::plan::listed;
use pattern::value::{ParamKind, Value};

/// A pattern, ready to be started.
pub struct Entry {
    /// What it declares.
    pub info: &'static Info,
    /// The inputs its nodes understand.
    pub inputs: &'static [InputSpec],
    /// Its parameters with their defaults.
    pub params: fn() -> Vec<Param>,
    /// Its safeguards.
    pub safeguards: fn() -> Vec<Guard>,
    /// Its properties: id and sentence.
    pub properties: fn() -> Vec<(&'static str, &'static str)>,
    /// The names of its nodes under these parameters; the sentence says what is wrong with them.
    pub names: fn(&Setup) -> Result<Names, String>,
    /// Checks an input for these parameters; the sentence says what was expected.
    pub check_input: fn(&Setup, &str) -> Result<(), String>,
    /// Starts a run at time zero.
    pub start: fn(&Setup) -> Result<Box<dyn Sim>, String>,
    /// Explores all of its courses, where that can be done.
    #[cfg(not(target_arch = "wasm32"))]
    pub explore: Option<Explore>,
}

/// A parameter without its pattern's type.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// Its key in scenarios.
    pub key: &'static str,
    /// Its name on the page.
    pub label: &'static str,
    /// What it does.
    pub help: &'static str,
    /// What values it takes.
    pub kind: ParamKind,
    /// Its default.
    pub default: Value,
}

/// A safeguard without its pattern's type.
#[derive(Clone, Copy, Debug)]
pub struct Guard {
    /// Its id in scenarios.
    pub id: &'static str,
    /// Its name on the page.
    pub name: &'static str,
    /// What is lost without it.
    pub lesson: &'static str,
    /// The id of the property that breaks without it.
    pub breaks: &'static str,
}

/// Everything that decides a run, but for the pattern itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setup {
    /// Parameters that differ from their defaults, by key.
    pub params: Vec<(&'static str, Value)>,
    /// Safeguards switched off, by id.
    pub without: Vec<&'static str>,
    /// How links behave unless told otherwise.
    pub network: LinkSettings,
    /// Where randomness comes from.
    pub seed: Seed,
    /// What is done to the cluster, in order of time.
    pub actions: Vec<Timed>,
}

impl Entry {
    /// The list's entry for a pattern.
    pub const fn of<P: Pattern>() -> Entry {
        Entry {
            info: P::INFO,
            inputs: P::INPUTS,
            params: params::<P>,
            safeguards: safeguards::<P>,
            properties: properties::<P>,
            names: |setup| {
                configure::<P>(setup).map(|pattern| names(P::INFO.roles, &pattern.topology()))
            },
            check_input: |setup, text| configure::<P>(setup)?.parse_input(text).map(|_| ()),
            start: |setup| {
                let pattern = configure::<P>(setup)?;
                Ok(Box::new(Run::start(pattern, setup)?))
            },
            #[cfg(not(target_arch = "wasm32"))]
            explore: None,
        }
    }

    /// The same with a way to explore all of its courses.
    #[cfg(not(target_arch = "wasm32"))]
    pub const fn explored_by(self, explore: Explore) -> Entry {
        Entry { explore: Some(explore), ..self }
    }
}

fn params<P: Pattern>() -> Vec<Param> {
    let mut defaults = P::default();
    listed(P::PARAMS.len(), &mut |at| {
        let spec = &P::PARAMS[at];
        let default = (spec.field)(&mut defaults).get(spec.kind);
        Param { key: spec.key, label: spec.label, help: spec.help, kind: spec.kind, default }
    })
}

fn safeguards<P: Pattern>() -> Vec<Guard> {
    listed(P::SAFEGUARDS.len(), &mut |at| {
        let it = &P::SAFEGUARDS[at];
        Guard { id: it.id, name: it.name, lesson: it.lesson, breaks: it.breaks }
    })
}

fn properties<P: Pattern>() -> Vec<(&'static str, &'static str)> {
    listed(P::PROPERTIES.len(), &mut |at| (P::PROPERTIES[at].id, P::PROPERTIES[at].name))
}

/// The pattern with a setup's parameters and safeguards. Compiled once for a pattern, and not into
/// everything that asks for it.
#[inline(never)]
pub fn configure<P: Pattern>(setup: &Setup) -> Result<P, String> {
    let mut pattern = P::default();
    for (key, value) in &setup.params {
        let count = P::PARAMS.len();
        let spec = &P::PARAMS[place(key, "parameter", P::INFO, count, &|at| P::PARAMS[at].key)?];
        (spec.field)(&mut pattern).set(spec.kind, *value);
    }
    for id in &setup.without {
        let count = P::SAFEGUARDS.len();
        let at = place(id, "safeguard", P::INFO, count, &|at| P::SAFEGUARDS[at].id)?;
        *(P::SAFEGUARDS[at].field)(&mut pattern) = false;
    }
    pattern.validate()?;
    Ok(pattern)
}

/// The place of a name among a pattern's.
#[inline(never)]
fn place(
    name: &str,
    what: &str,
    info: &Info,
    count: usize,
    known: &dyn Fn(usize) -> &'static str,
) -> Result<usize, String> {
    let found = (0..count).find(|at| known(*at) == name);
    found.ok_or_else(|| format!("{} has no {what} “{name}”", info.id))
}
