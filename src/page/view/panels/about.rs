//! What a pattern is, in its own documentation: prose to read, and its stories to run.
//!
//! Knows how a document is drawn, not where it comes from.

use crate::view::kept::Part;
use crate::view::parts::icon;

use page_core::command::Command;
use page_core::command::comparison::ComparisonCommand;
use page_core::docs::Docs;
use page_core::shared::Declared;
use pattern::declare::Info;
use scenario::Scenario;
use std::rc::Rc;
use view::markdown::{Block, Look, Span};
use view::{icons, markdown};
use yew::prelude::*;

/// The documentation of a pattern.
#[derive(PartialEq)]
pub struct About {
    /// What the pattern declares.
    pub info: Declared<Info>,
    /// All documentation, as far as it is there.
    pub docs: Docs,
    /// Carries out what the user does.
    pub run: Callback<Command>,
}

impl Part for About {
    fn view(&self) -> Html {
        let info = self.info.0;
        let whole = self.docs.of(info.id);
        let blocks = markdown::read(whole.unwrap_or(info.doc));
        // Elsewhere than on the page the stories are not all that there is.
        let missing = whole.is_none() && self.docs == Docs::Missing;
        html! {
            <article class="panel about" aria-label={format!("About {}", info.name)}>
                <h2>{ info.name }</h2>
                <p>{ info.summary }</p>
                if missing {
                    <p class="help" role="status">
                        { "The rest of the documentation could not be loaded; these are its stories." }
                    </p>
                }
                { for blocks.iter().map(|it| block(it, &self.run)) }
            </article>
        }
    }
}

fn block(block: &Block, run: &Callback<Command>) -> Html {
    match block {
        Block::Heading(1, words) => html! { <h3>{ spans(words) }</h3> },
        Block::Heading(_, words) => html! { <h4>{ spans(words) }</h4> },
        Block::Paragraph(words) => html! { <p>{ spans(words) }</p> },
        Block::List(items) => html! {
            <ul>{ for items.iter().map(|words| html! { <li>{ spans(words) }</li> }) }</ul>
        },
        Block::Story(text) => match Scenario::parse(text, catalogue::ALL) {
            Ok(scenario) => story(scenario, run),
            // Of another version of the page.
            Err(_) => literal(text),
        },
        Block::Literal(text) => literal(text),
    }
}

fn literal(text: &str) -> Html {
    html! { <pre tabindex="0">{ text }</pre> }
}

/// A story as a card with a button.
fn story(scenario: Scenario, run: &Callback<Command>) -> Html {
    let lasts = scenario.until;
    let without = &scenario.setup.without;
    let guards = (scenario.pattern.safeguards)();
    let lacking = guards.iter().filter(|it| without.contains(&it.id)).map(|guard| guard.name);
    let lacking: Vec<&str> = lacking.collect();
    let label = format!("Run: {}", scenario.title);
    let title = scenario.title.clone();
    let told = Rc::new(scenario);
    let whole = Rc::clone(&told);
    let contrast = run.reform(move |_: MouseEvent| {
        Command::Comparison(ComparisonCommand::Contrast(Rc::clone(&whole)))
    });
    let onclick = run.reform(move |_: MouseEvent| Command::Tell(Rc::clone(&told)));
    html! {
        <div class="story">
            <div>
                <strong>{ &title }</strong>
                <p>
                    { format!("{lasts}") }
                    if !lacking.is_empty() {
                        <span class="lacking">{ format!(", without: {}", lacking.join(", ")) }</span>
                    }
                </p>
            </div>
            <button type="button" class="button" aria-label={label} {onclick}>
                { icon(icons::PLAY) }{ "Run" }
            </button>
            if !lacking.is_empty() {
                <button type="button" class="button contrast" title="Run it beside the same with all safeguards on"
                    aria-label={format!("Run beside the same with all safeguards: {title}")} onclick={contrast}>
                    { icon(icons::BESIDE) }{ "Beside" }
                </button>
            }
        </div>
    }
}

fn spans(words: &[Span]) -> Html {
    let drawn = words.iter().map(|span| {
        let text = &span.text;
        match span.look {
            Look::Plain => html! { text },
            Look::Strong => html! { <strong>{ text }</strong> },
            Look::Emphasized => html! { <em>{ text }</em> },
            Look::Literal => html! { <code>{ text }</code> },
        }
    });
    drawn.collect()
}
