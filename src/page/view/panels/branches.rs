//! The courses of the scenario: which there are, which is shown, and what can be done with them.

use crate::view::panels::compared;
use crate::view::parts::{typed, value_of};
use page_core::command::{Command, Edit};
use page_core::panels::snapshot::Snapshot;
use scenario::Course;
use view::text;
use yew::prelude::*;

/// The list of branches.
pub fn branches(shot: &Snapshot, run: &Callback<Command>) -> Html {
    let rows: Html = shot.document.courses().map(|course| row(shot, course, run)).collect();
    html! {
        <>
            <ul class="branches">{ rows }</ul>
            { for shot.compared.iter().map(|it| compared::compared(it, run)) }
        </>
    }
}

fn row(shot: &Snapshot, course: Course, run: &Callback<Command>) -> Html {
    let name = shot.document.course_name(course).to_string();
    let shown = course == shot.course;
    let (key, leaves) = match course {
        Course::Trunk => (0, String::new()),
        Course::Branch(index) => {
            let from = shot.document.branches[index].from;
            (index + 1, format!("from {}", text::clock(from)))
        }
    };
    html! {
        <li {key} class={classes!(shown.then_some("shown"))}>
            <button type="button" class="course" aria-pressed={shown.to_string()}
                onclick={run.reform(move |_| Command::ShowCourse(course))}>
                <span class="name">{ &name }</span><span class="at">{ leaves }</span>
            </button>
            if !shown {
                <button type="button" class="button plain" aria-label={format!("Compare with {name}")}
                    title="Where it differs from the one shown, and why"
                    onclick={run.reform(move |_| Command::Compare(course))}>{ "Compare" }</button>
            }
            if let (true, Course::Branch(index)) = (shown, course) {
                { tools(index, name, run) }
            }
        </li>
    }
}

/// What can be done with the branch that is shown.
fn tools(index: usize, name: String, run: &Callback<Command>) -> Html {
    let rename =
        run.reform(move |event: Event| Command::Edit(Edit::RenameBranch(index, value_of(&event))));
    let edit = |label: &'static str, edit: Edit| {
        let onclick = run.reform(move |_| Command::Edit(edit.clone()));
        html! { <button type="button" class="button" {onclick}>{ label }</button> }
    };
    html! {
        <div class="stacked">
            <input id="branch-name" class="field" aria-label="Name of the branch" title="Name of the branch" maxlength="60"
                value={typed("branch-name", name)}
                onchange={rename} />
            { edit("Make trunk", Edit::Promote(index)) }
            { edit("Remove", Edit::RemoveBranch(index)) }
        </div>
    }
}
