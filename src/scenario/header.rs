//! Reads the lines that stand once in a trunk or in a block: title, pattern, without, network, seed,
//! until.
//!
//! Knows nothing of what is timed but that it comes later: it can only be read once the header
//! tells which nodes there are.

use super::end::{self, End};
use super::script::ScriptError;
use super::versions::Statement;
use super::{Scenario, limits};
use kernel::action::LinkSettings;
use kernel::order::by_key;
use kernel::time::Time;
use pattern::value::Value;
use run::entry::{Entry, Setup};
use run::words;
use run::words::{Mistake, Word, Words};

/// The statements of a trunk or of a block by what they say.
#[derive(Default)]
pub struct Header<'a> {
    /// What it shows.
    pub title: Option<&'a Statement<'a>>,
    /// Which pattern, with which parameters.
    pub pattern: Option<&'a Statement<'a>>,
    /// Which safeguards are off.
    pub without: Option<&'a Statement<'a>>,
    /// How links behave.
    pub network: Option<&'a Statement<'a>>,
    /// Where randomness comes from.
    pub seed: Option<&'a Statement<'a>>,
    /// Where the run ends.
    pub until: Option<&'a Statement<'a>>,
    /// What happens when.
    pub timed: Vec<&'a Statement<'a>>,
}

const KEYWORDS: [&str; 8] =
    ["title", "pattern", "without", "network", "seed", "at", "until", "branch"];

impl<'a> Header<'a> {
    /// Sorts the statements of a trunk or of a block; those of a header stand once at most.
    pub fn gather(statements: &'a [Statement<'a>]) -> Result<Header<'a>, ScriptError> {
        let mut header = Header::default();
        for statement in statements {
            let word = Words::of(&statement.text).word("a statement");
            let word = word.map_err(|mistake| statement.mistaken(mistake))?;
            let slot = match word.text {
                "title" => &mut header.title,
                "pattern" => &mut header.pattern,
                "without" => &mut header.without,
                "network" => &mut header.network,
                "seed" => &mut header.seed,
                "until" => &mut header.until,
                "at" => {
                    header.timed.push(statement);
                    continue;
                }
                verb if verb == "note" || words::VERBS.contains(&verb) => {
                    let message = format!("When? Write it like: at 1s {verb} …");
                    return Err(statement.error(word.at, message));
                }
                _ => {
                    let mistake = words::unknown(word, "statement", KEYWORDS);
                    return Err(statement.mistaken(mistake));
                }
            };
            if let Some(first) = slot {
                let (keyword, line) = (word.text, first.line);
                let message = format!("“{keyword}” stands in line {line} already");
                return Err(statement.error(word.at, message));
            }
            *slot = Some(statement);
        }
        Ok(header)
    }

    /// The scenario without what is timed. What no line says is as in the trunk, if there is one
    /// already; safeguards are those of the trunk's pattern only.
    pub fn read(
        &self,
        trunk: Option<&Scenario>,
        catalog: &'static [Entry],
    ) -> Result<Scenario, ScriptError> {
        let mut scenario = match (self.pattern, trunk) {
            (Some(pattern), _) => {
                let (entry, params) = pattern.read(|words| read_pattern(words, catalog))?;
                let mut scenario = inherited(entry, trunk);
                scenario.setup.params = params;
                scenario
            }
            (None, Some(trunk)) => inherited(trunk.pattern, Some(trunk)),
            (None, None) => return Err(missing_pattern()),
        };
        let Scenario { title, pattern: entry, setup, .. } = &mut scenario;
        if let Some(line) = self.title {
            *title = line.read(|words| words.text("the title", limits::TITLE_CHARS))?.1;
        }
        if let Some(line) = self.without {
            setup.without = line.read(|words| read_without(words, entry))?;
        }
        if let Some(line) = self.network {
            setup.network = line.read(|words| read_network(words, setup.network))?;
        }
        if let Some(line) = self.seed {
            setup.seed = line.read(|words| words.word("a seed, like k3f9")?.parse())?;
        }
        Ok(scenario)
    }

    /// Reads where the run ends, once it is known which nodes there are.
    pub fn read_end(&self, implied: End, scenario: &mut Scenario) -> Result<(), ScriptError> {
        let end = match self.until {
            Some(line) => line.read(|words| end::read(words, scenario, implied.until))?,
            None => implied,
        };
        scenario.end_at(end);
        Ok(())
    }
}

/// What a block has without saying so: the trunk's header but for its title.
fn inherited(entry: &'static Entry, trunk: Option<&Scenario>) -> Scenario {
    let mut scenario = Scenario::new(entry);
    if let Some(trunk) = trunk {
        let same = entry.info.id == trunk.pattern.info.id;
        scenario.setup = Setup {
            params: if same { trunk.setup.params.clone() } else { Vec::new() },
            without: if same { trunk.setup.without.clone() } else { Vec::new() },
            network: trunk.setup.network,
            seed: trunk.setup.seed,
            actions: Vec::new(),
        };
    }
    scenario
}

/// That nothing can be read without a pattern.
pub fn missing_pattern() -> ScriptError {
    let message = "No line says which pattern to run: write one like pattern raft".into();
    ScriptError { line: 1, column: 1, message }
}

type Params = Vec<(&'static str, Value)>;

fn read_pattern(
    words: &mut Words,
    catalog: &'static [Entry],
) -> Result<(&'static Entry, Params), Mistake> {
    let id = words.word("the name of a pattern")?;
    let entry = catalog.iter().find(|entry| entry.info.id == id.text);
    let entry = entry
        .ok_or_else(|| words::unknown(id, "pattern", catalog.iter().map(|entry| entry.info.id)))?;
    let known = (entry.params)();
    let mut given: Vec<Option<Value>> = vec![None; known.len()];
    while !words.is_empty() {
        let word = words.word("a parameter")?;
        let Some((key, value)) = word.split('=') else {
            let quoted = word.quoted();
            return Err(word.mistake(format!("Expected a parameter like key=value, not {quoted}")));
        };
        let place = known.iter().position(|param| param.key == key.text);
        let place = place
            .ok_or_else(|| words::unknown(key, "parameter", known.iter().map(|param| param.key)))?;
        let value = known[place].kind.parse(value.text).map_err(|it| value.mistake(it))?;
        if given[place].replace(value).is_some() {
            return Err(key.mistake(format!("{} is set twice", key.quoted())));
        }
    }
    let params = known.iter().zip(given);
    let params = params.filter_map(|(param, value)| Some((param.key, param.default, value?)));
    let params = params.filter(|(_, default, value)| value != default);
    Ok((entry, params.map(|(key, _, value)| (key, value)).collect()))
}

/// What stands in place of safeguards where none is off.
pub const NOTHING: &str = "nothing";

/// The safeguards that are off, in the order of their declaration.
fn read_without(words: &mut Words, entry: &Entry) -> Result<Vec<&'static str>, Mistake> {
    let known = (entry.safeguards)();
    let mut off = Vec::new();
    // In a branch it says that those of the trunk are on again.
    let mut ahead = words.clone();
    if ahead.word("a safeguard")?.text == NOTHING {
        *words = ahead;
        return Ok(Vec::new());
    }
    while off.is_empty() || !words.is_empty() {
        let word = words.word("a safeguard")?;
        let place = known.iter().position(|guard| guard.id == word.text);
        let place = place
            .ok_or_else(|| words::unknown(word, "safeguard", known.iter().map(|guard| guard.id)))?;
        if off.contains(&place) {
            return Err(word.mistake(format!("{} is named twice", word.quoted())));
        }
        off.push(place);
    }
    by_key(&mut off, |place| *place as u64);
    Ok(off.into_iter().map(|place| known[place].id).collect())
}

/// What a line says of the network, and the rest as it was.
fn read_network(words: &mut Words, before: LinkSettings) -> Result<LinkSettings, Mistake> {
    if words.is_empty() {
        return Err(words.mistake(words::NO_SETTING));
    }
    Ok(before.with(words::parse_change(words)?))
}

/// Reads a time within a run.
pub fn read_time(word: Word) -> Result<Time, Mistake> {
    let time: Time = word.parse()?;
    if time > limits::UNTIL {
        return Err(word.mistake(format!("A run is at most {} long", limits::UNTIL)));
    }
    Ok(time)
}
