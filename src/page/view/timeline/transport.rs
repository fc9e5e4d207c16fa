//! Time: the buttons that move the cursor, and the timeline.

use crate::view::parts::{icon, icon_button, value_of};
use crate::view::timeline::spacetime;
use crate::view::timeline::tools::tools;
use compare::Side;
use page_core::command::Command;
use page_core::pane::moments::Nearby;
use page_core::playback::{Pace, SPEEDS};
use page_core::timeline::TimelineState;
use scenario::{Course, Scenario};
use view::{icons, text};
use yew::prelude::*;

/// What the buttons and the timeline show.
pub struct Timing<'a> {
    /// Whether the run plays.
    pub playing: bool,
    /// The speed, by its place in the ladder.
    pub speed: usize,
    /// The timelines.
    pub charts: Html,
    /// Whether time slows down around interesting moments.
    pub auto: bool,
    /// How the speed differs from the one that was chosen.
    pub pace: Pace,
    /// The interesting moments before and after the cursor.
    pub moments: [Option<Nearby>; 2],
    /// The scenario with all its branches.
    pub document: &'a Scenario,
    /// Which of its courses is shown.
    pub course: Course,
    /// The scenario of that course.
    pub scenario: &'a Scenario,
    /// The button for what to run until, and its box.
    pub until: Html,
    /// What the strip shows besides the timeline.
    pub strip: &'a TimelineState,
    /// The side that is worked on, where there are two.
    pub here: Option<Side>,
    /// Carries out what the user does.
    pub run: &'a Callback<Command>,
}

/// The buttons and the timeline.
pub fn timing(props: &Timing) -> Html {
    html! {
        <footer class="time" aria-label="Time">
            <div>{ spacetime::edge(props.strip, props.run) }</div>
            { transport(props) }
            { props.charts.clone() }
            <div class="strip">{ spacetime::spacetime(props.strip, props.run) }</div>
        </footer>
    }
}

fn transport(props: &Timing) -> Html {
    let run = props.run;
    let do_it = |command: Command| run.reform(move |_: MouseEvent| command.clone());
    let speed = run.reform(|event: Event| Command::Speed(value_of(&event).parse().unwrap_or(0)));
    let auto = props.auto;
    let [before, after] = [&props.moments[0], &props.moments[1]].map(Option::as_ref);
    let pace = match props.pace {
        Pace::Even => "",
        Pace::Slow => "slower",
        Pace::Quick => "faster",
    };
    let (path, name) = if props.playing { (icons::PAUSE, "Pause") } else { (icons::PLAY, "Play") };
    html! {
        <div class="transport">
            <button type="button" class="play" id="play" aria-label={name} title={format!("{name} (Space)")}
                onclick={do_it(Command::TogglePlay)}>{ icon(path) }</button>
            { moment(icons::MOMENT_BEFORE, "Previous moment", "P", before, do_it(Command::PreviousMoment)) }
            { icon_button(icons::STEP_BACK, "Step back (,)", do_it(Command::StepBack)) }
            { icon_button(icons::STEP, "Next event (.)", do_it(Command::Step)) }
            { moment(icons::MOMENT_AFTER, "Next moment", "N", after, do_it(Command::NextMoment)) }
            <output class="readout" id="readout" aria-label="Time" />
            <select class="quiet-field" aria-label="Speed" title="How fast the run plays" onchange={speed}>
                { for SPEEDS.iter().enumerate().map(|(index, (_, name))| html! {
                    <option key={*name} value={index.to_string()} selected={index == props.speed}>
                        { *name }
                    </option>
                }) }
            </select>
            <button type="button" class={classes!("button", "plain", "auto", auto.then_some("chosen"))}
                aria-pressed={auto.to_string()} title="Slow down around elections, faults and what breaks; hurry on between them"
                onclick={do_it(Command::Auto(!auto))}>
                { icon(icons::PACE) }<span class="pace">{ if auto && !pace.is_empty() { pace } else { "auto" } }</span>
            </button>
            { props.until.clone() }
            { courses(props) }
            <span class="next">
                if let Some(after) = after {
                    <button type="button" class="quiet-field" title={format!("To {} (N)", text::clock(after.at))}
                        onclick={do_it(Command::NextMoment)}>{ format!("next: {}", after.words) }</button>
                }
            </span>
            if props.scenario.goal.is_some() {
                <span class="ends">
                    { format!("until {}", props.scenario.end_in_words(&props.scenario.end())) }
                </span>
            }
            { tools(props.strip, props.here, run) }
        </div>
    }
}

/// A button to an interesting moment, which says what that is.
fn moment(
    path: &'static str,
    name: &'static str,
    key: &'static str,
    moment: Option<&Nearby>,
    onclick: Callback<MouseEvent>,
) -> Html {
    let title = match moment {
        Some(it) => format!("{name}: {}, at {} ({key})", it.words, text::clock(it.at)),
        None => format!("{name} ({key}): there is none"),
    };
    html! {
        <button type="button" class="button plain moment" aria-label={title.clone()} {title}
            disabled={moment.is_none()} {onclick}>{ icon(path) }</button>
    }
}

/// Which branch is shown, and the way to another.
fn courses(props: &Timing) -> Html {
    let document = props.document;
    if document.branches.is_empty() {
        return html! {};
    }
    let courses: Vec<Course> = document.courses().collect();
    let options = courses.iter().enumerate().map(|(index, course)| {
        html! {
            <option key={index.to_string()} value={index.to_string()} selected={*course == props.course}>
                { document.course_name(*course) }
            </option>
        }
    });
    let options: Html = options.collect();
    let onchange = props.run.reform(move |event: Event| {
        let chosen = value_of(&event).parse().ok().and_then(|it: usize| courses.get(it).copied());
        Command::ShowCourse(chosen.unwrap_or_default())
    });
    html! {
        <label class="course">
            { icon(icons::BRANCH) }
            <select class="quiet-field" aria-label="Branch" title="Show another branch" {onchange}>{ options }</select>
        </label>
    }
}
