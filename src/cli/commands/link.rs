//! The commands `link` and `unlink`: scenarios into addresses and out of them.

use super::run;
use crate::args::Args;
use crate::source::{self, Source};
use crate::{Command, Failure, Io, Verdict};

use kernel::REVISION;
use kernel::time::Time;
use scenario::link::{Link, Moment, Stamp, With, fragment};
use scenario::{Course, Scenario};

pub const LINK: Command = Command {
    name: "link",
    usage: "link FILE|LINK|- [--branch NAME] [--at TIME] [--with FILE|LINK] [--base URL]",
    summary: "Makes a link that opens the scenario on the page.",
    help: "\
The link holds the whole scenario: nothing is stored anywhere.

  --branch NAME  opens with that branch, at its start if no moment is given
  --at TIME      opens at that moment; the link then carries the digest that the run has there
  --with FILE    has another scenario stand beside it, at the same moment; the branch of a LINK
                 is shown
  --base URL     the address of the page; without it only the fragment is printed, from its # on
",
    flags: &[source::BRANCH, ("--at", true), ("--with", true), ("--base", true)],
    run: link,
};

pub const UNLINK: Command = Command {
    name: "unlink",
    usage: "unlink LINK [--with]",
    summary: "Prints the scenario in a link.",
    help: "\
LINK is the whole address or its fragment from the # on, in quotation marks. The moment that it
opens at, if it names one, is printed as a comment, and what stands beside it.

  --with  prints the scenario that stands beside it instead
",
    flags: &[("--with", false)],
    run: unlink,
};

/// A longer address is cut by some of the tools that people paste it into.
const SAFE_CHARS: usize = 2_000;

fn link(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    let source = source::read(args.one("a scenario")?, io)?;
    let course = source.course(args, io)?;
    let at = run::time(args, "--at")?.or(source.moment.as_ref().map(|moment| moment.at));
    let moment = match (at, course) {
        (None, Course::Trunk) => None,
        (at, course) => Some(moment(&source, course, at.unwrap_or_default())?),
    };
    let fragment = Link { text: source.scenario.to_text(), moment }.encode();
    let fragment = match args.value("--with") {
        None => fragment,
        Some(other) => {
            let with = beside(source::read(other, io)?, at, io)?;
            fragment.and_then(|fragment| with.add_to(&fragment))
        }
    };
    let fragment = fragment.map_err(|error| error.to_string())?;
    let base = args.value("--base").unwrap_or_default();
    if base.contains('#') {
        return Err(format!("The address {base} has a fragment already").into());
    }
    let length = base.len() + fragment.len();
    if length > SAFE_CHARS {
        writeln!(
            io.err,
            "This link has {length} characters; some tools cut what is longer than {SAFE_CHARS}"
        )?;
    }
    writeln!(io.out, "{base}{fragment}")?;
    Ok(Verdict::Good)
}

/// A moment of a course, with what the run has come to there.
fn moment(source: &Source, course: Course, at: Time) -> Result<Moment, Failure> {
    let (name, scenario) = source.scenario(course);
    let mut sim = run::start(scenario, &name)?;
    sim.seek(at).map_err(|reason| format!("{name}: {reason}"))?;
    let branch = match course {
        Course::Trunk => None,
        Course::Branch(number) => Some((number + 1).to_string()),
    };
    let selected = source.moment.as_ref().and_then(|moment| moment.selected.clone());
    let stamp = Some(Stamp { engine: REVISION, digest: sim.digest() });
    Ok(Moment { at, branch, selected, stamp })
}

/// What stands beside a link's own scenario, with what it has come to at the link's moment.
fn beside(source: Source, at: Option<Time>, io: &mut Io) -> Result<With, Failure> {
    let linked = source.moment.as_ref().and_then(|moment| moment.branch.as_deref());
    let course = match linked.map(|word| source.scenario.find(word)) {
        Some(Err(sentence)) => {
            writeln!(io.err, "{}: {sentence}", source.name)?;
            Course::Trunk
        }
        Some(Ok(course)) => course,
        None => Course::Trunk,
    };
    let own = moment(&source, course, at.unwrap_or_default())?;
    let digest = at.and(own.stamp).map(|stamp| stamp.digest);
    Ok(With { text: source.scenario.to_text(), branch: own.branch, digest })
}

fn unlink(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    let address = args.one("a link")?;
    let with = With::read(fragment(address).unwrap_or(address));
    let with = with.map_err(|error| format!("What stands beside: {error}"))?;
    if args.has("--with") {
        let none = || "Nothing stands beside the scenario in this link".to_string();
        let with = with.ok_or_else(none)?;
        let scenario = Scenario::parse(&with.text, catalogue::ALL).map_err(|it| it.to_string())?;
        write!(io.out, "{scenario}")?;
        return Ok(Verdict::Good);
    }
    let Source { scenario, moment, .. } = source::open(address)?;
    if let Some(Moment { at, branch, selected, stamp }) = moment {
        write!(io.out, "# Opens at {at}")?;
        if let Some(branch) = branch {
            write!(io.out, " of branch {}", branch.escape_debug())?;
        }
        if let Some(selected) = selected {
            write!(io.out, " with {} selected", selected.escape_debug())?;
        }
        if let Some(Stamp { engine, digest }) = stamp {
            write!(io.out, "; engine {engine} came to {digest:016x} there")?;
        }
        writeln!(io.out)?;
    }
    if let Some(With { branch, digest, .. }) = with {
        write!(io.out, "# Another stands beside it, which --with prints")?;
        if let Some(branch) = branch {
            write!(io.out, "; of branch {}", branch.escape_debug())?;
        }
        if let Some(digest) = digest {
            write!(io.out, "; it came to {digest:016x}")?;
        }
        writeln!(io.out)?;
    }
    write!(io.out, "{scenario}")?;
    Ok(Verdict::Good)
}
