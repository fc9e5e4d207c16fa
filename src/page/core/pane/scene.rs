//! The space-time diagram as it is drawn: made anew only when what is seen leaves what is drawn, or
//! the run, the size or the lanes are others.

use crate::pane::Pane;
use crate::session::Session;
use crate::shared::Same;
use crate::timeline::lit_of;
use crate::timeline::scene::{Lit, Made, Scene};
use kernel::ids::{Names, NodeId};
use kernel::record::What;
use pattern::declare::Tone;
use view::geometry::within;
use view::spacetime::cone::{Cone, event_of};
use view::spacetime::{Diagram, Room, Source};
use view::window::Window;
use view::{text, timeline};

/// So much of the seen length is drawn beyond it on either side.
const BESIDE: f64 = 0.6;

/// Of more records than this an event's words are not asked for while the pointer passes: to find
/// them the run is passed once more.
const MANY: usize = 200_000;

impl Pane {
    /// Makes the diagram anew where it is another; true if it is.
    pub fn draw_strip(&mut self) -> bool {
        if !self.strip.diagram {
            let had = self.strip.scene.take().is_some();
            (self.strip.made, self.strip.lit) = (None, None);
            return had;
        }
        let close = self.strip.close;
        let (left, right) = if self.width < 700.0 { (34.0, 16.0) } else { (72.0, 26.0) };
        let width = self.width - left - right;
        if width < 40.0 {
            return false;
        }
        let stretch = match &self.strip.scene {
            Some(scene) if scene.stretch.covers(&close) => scene.stretch,
            _ => close.widened(BESIDE),
        };
        let known = self.session.known_until();
        let records = if known > stretch.to { 0 } else { self.session.sim().records().len() };
        let made = Made {
            edition: self.session.edition(),
            seen: close.span().0,
            height: self.strip.height(self.width),
            wanted: self.wanted_lane(),
            records,
            width,
        };
        let stands = self.strip.scene.as_ref().is_some_and(|it| it.stretch == stretch);
        let fresh = !stands || self.strip.made != Some(made);
        if fresh {
            // Another length needs other places, and then the middle may as well be where it is seen.
            let stretch = close.widened(BESIDE);
            let cone = self.cone(&stretch);
            let scene = scene(self, (stretch, made), left, cone.as_ref());
            self.strip.scene = Some(Same::new(scene));
            self.strip.made = Some(made);
        }
        self.light(made) || fresh
    }

    /// The node that must have a lane: the selected one, if there may be more nodes than lanes.
    fn wanted_lane(&self) -> Option<NodeId> {
        let hidden = self.strip.scene.as_ref().is_none_or(|scene| scene.diagram.hidden > 0);
        self.selection.node().filter(|_| hidden)
    }

    fn cone(&mut self, stretch: &Window) -> Option<Cone> {
        let record = lit_of(&self.strip, self.session.edition())?;
        let sim = self.session.sim();
        let records = sim.records();
        let first = records.partition_point(|record| record.at < stretch.from) as u32;
        let last = records.partition_point(|record| record.at <= stretch.to) as u32;
        ((record as usize) < records.len())
            .then(|| Cone::of(records, event_of(records, record), first..last, sim.roles().len()))
    }

    /// Lights up what led to an event and what follows from it; true if that is something else.
    fn light(&mut self, made: Made) -> bool {
        let edition = self.session.edition();
        let Some(scene) = self.strip.scene.clone() else { return false };
        let Some(record) = lit_of(&self.strip, edition) else {
            return self.strip.lit.take().is_some();
        };
        let key = (record, made, scene.stretch);
        if self.strip.lit.as_ref().is_some_and(|lit| lit.key == key) {
            return false;
        }
        let Some(cone) = self.cone(&scene.stretch) else { return self.strip.lit.take().is_some() };
        let (events, arrows) = scene.diagram.ties(self.session.sim().records(), &cone);
        let nodes = self.session.sim().roles().len();
        let reaches = scene.diagram.reaches(self.session.sim().records(), &cone, nodes);
        let (place, text) = told(&mut self.session, &self.names, &cone);
        let before = before(&mut self.session, &self.names, &cone);
        let after = match cone.after {
            0 => "nothing follows here".to_string(),
            1 => "1 follows".to_string(),
            n => format!("{} follow", text::count(n as u64)),
        };
        self.strip.lit =
            Some(Same::new(Lit { key, events, arrows, reaches, place, text, before, after }));
        true
    }
}

fn scene(
    desk: &mut Pane,
    (stretch, made): (Window, Made),
    left: f64,
    cone: Option<&Cone>,
) -> Scene {
    let known = desk.session.known_until();
    let actions = timeline::shades(&desk.session.scenario().setup.actions);
    let sim = desk.session.sim();
    let (info, roles) = (sim.info(), sim.roles());
    let source = Source { records: sim.records(), info, roles, wanted: made.wanted };
    let room = Room { stretch, seen: made.seen, width: made.width, height: made.height };
    let diagram = Diagram::of(source, room, cone);
    let tone = |node: NodeId, state: u8| {
        let role = roles.get(node.index()).and_then(|it| info.roles.get(usize::from(*it)));
        let state = role.and_then(|it| it.diagram.states.get(usize::from(state)));
        state.map_or(Tone::Quiet, |it| it.tone)
    };
    let states = diagram.lanes.iter().map(|lane| {
        let Some(node) = lane.node else { return Vec::new() };
        let stretches = desk.timeline.lane(node, &diagram.scale, known).into_iter();
        stretches.map(|it| (it, tone(node, it.state))).collect()
    });
    let names = diagram.lanes.iter().map(|lane| match lane.node {
        Some(node) => desk.names.of(node).to_string(),
        None if made.width < 600.0 => "acts".to_string(),
        None => "actions".to_string(),
    });
    let near = |x: f64| within(x, diagram.scale.left - 4.0, diagram.scale.right + 4.0);
    let shades = actions.iter().map(|shade| {
        let to = shade.to.map_or(diagram.scale.right + 4.0, |to| diagram.scale.x(to));
        (near(diagram.scale.x(shade.from)), near(to))
    });
    let said = match diagram.hidden {
        0 => diagram.thinned.clone(),
        hidden => {
            let shown = diagram.lanes.len() - 1;
            let whole = shown + hidden;
            format!(
                "{shown} of {whole} nodes: the busiest here, and the selected one. {}",
                diagram.thinned
            )
        }
    };
    Scene {
        states: states.collect(),
        names: names.collect(),
        shades: shades.filter(|(from, to)| to > from).collect(),
        width: made.width,
        height: made.height,
        stretch,
        diagram,
        left,
        said,
    }
}

/// Where and when an event was, and what happened: what set it off, and the weightiest of the rest.
fn told(session: &mut Session, names: &Names, cone: &Cone) -> (String, String) {
    let event = cone.event.clone();
    let records = session.sim().records();
    let record = records[event.start as usize];
    let all = &records[event.start as usize..(event.end as usize).min(records.len())];
    let sent = all.iter().filter(|it| matches!(it.what, What::Sent { .. })).count();
    let weighty = |record: &kernel::record::Record| {
        matches!(
            record.what,
            What::Moved { .. } | What::Violated(_) | What::Completed(_) | What::Crashed
        )
    };
    let rest: Vec<u32> = (event.start + 1..event.end)
        .filter(|id| records.get(*id as usize).is_some_and(weighty))
        .take(3)
        .collect();
    let many = records.len() > MANY;
    let who = match record.what {
        What::Acted(_) => "action",
        _ => names.of(record.node),
    };
    let place = format!("{who}, {}", text::clock(record.at));
    if many {
        return (place, String::new());
    }
    let lines = session.sim().lines(event.start..event.end.min(event.start + 64));
    let line = |id: u32| lines.get((id - event.start) as usize).cloned();
    let mut text = match (line(event.start), record.what) {
        (Some(line), What::Sent { .. } | What::Delivered { .. }) => {
            format!("{}: {}", line.place, line.text)
        }
        (Some(line), _) => line.text,
        (None, _) => String::new(),
    };
    for line in rest.into_iter().filter_map(line) {
        text = format!("{text}; {}", line.text);
    }
    match sent {
        0 => {}
        1 if matches!(record.what, What::Sent { .. }) => {}
        1 => text.push_str("; sends a message"),
        n => text = format!("{text}; sends {n} messages"),
    }
    (place, text)
}

/// What led to an event, and with what that began.
fn before(session: &mut Session, names: &Names, cone: &Cone) -> String {
    let more = if cone.reaches_back { " and more before" } else { "" };
    let led = match cone.before {
        0 if cone.reaches_back => "what led here lies before".to_string(),
        0 => "nothing led here".to_string(),
        1 => format!("1 event led here{more}"),
        n => format!("{} events led here{more}", text::count(n as u64)),
    };
    let timers = session.info().timers;
    let records = session.sim().records();
    let own = records.get(cone.event.start as usize);
    if own.is_some_and(|record| sets_off(record.what)) {
        return led;
    }
    let line = cone.line().iter().rev().filter_map(|id| records.get(*id as usize));
    let Some(origin) = line.clone().find(|record| sets_off(record.what)) else { return led };
    let by = match origin.what {
        What::Expired { kind } => {
            let timer = timers.get(usize::from(kind)).map_or("a timer", |it| it.name);
            format!("{timer} of {}", names.of(origin.node))
        }
        What::Invoked(_) => format!("a request of {}", names.of(origin.node)),
        _ => "what was done to the cluster".to_string(),
    };
    format!("{led}, set off by {by} at {}", text::clock(origin.at))
}

/// Whether a chain of events begins with it, as one would tell the story: nobody told the node to.
fn sets_off(what: What) -> bool {
    matches!(what, What::Expired { .. } | What::Acted(_) | What::Invoked(_))
}
