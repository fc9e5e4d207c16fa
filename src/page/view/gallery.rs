//! The gallery: all patterns by family, with a search, in a dialog of the browser's own over the
//! page. Whoever chooses one gets its first story.
//!
//! Each pattern is shown by a still of that story, drawn as the stage is. A still is made when its
//! card comes into view, a portion with each animation frame. [`find`] searches, [`walk`] says
//! where arrow keys lead.

use crate::dom::browser;
use crate::dom::browser::Frames;
use crate::view::parts::{icon, value_of};
use catalogue::{ALL, FAMILIES};
use page_core::command::Command;
use page_core::gallery::find::{Found, find};
use page_core::gallery::walk::{Way, walk};
use page_core::opening;
use view::geometry::Rect;
use view::still::Still;
use view::svg::{DARK, LIGHT};
use view::{icons, still};
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::prelude::*;

/// The dialog's id.
const ID: &str = "gallery";

/// The id of the field for what is searched.
const FIELD: &str = "gallery-search";

/// The records that are computed at a time for a still: a few milliseconds' work.
const PORTION: u32 = 4_096;

/// What the gallery needs.
#[derive(Properties, PartialEq)]
pub struct GalleryProps {
    /// Whether it is open.
    pub open: bool,
    /// The id of the pattern that runs.
    pub current: &'static str,
    /// Whether the page is dark.
    pub dark: bool,
    /// Carries out what the user does.
    pub run: Callback<Command>,
}

/// What the gallery is told.
pub enum Msg {
    /// What is searched, as typed.
    Look(String),
    /// A key was pressed.
    Press(KeyboardEvent),
    /// Other cards may be in view.
    Scrolled,
    /// The browser is about to paint.
    Frame,
}

/// The gallery.
pub struct Gallery {
    looked: String,
    /// The addresses of the stills, by the patterns' places in the list; none of those that nobody
    /// has seen yet, an empty one where there is nothing to draw.
    stills: Vec<Option<AttrValue>>,
    /// The one that is being made, and whether its moment is reached: it is drawn in a frame of its
    /// own.
    making: Option<(usize, Still, bool)>,
    frames: Frames,
}

impl Component for Gallery {
    type Message = Msg;
    type Properties = GalleryProps;

    fn create(ctx: &Context<Self>) -> Gallery {
        Gallery {
            looked: String::new(),
            stills: vec![None; ALL.len()],
            making: None,
            frames: Frames::new(ctx.link().callback(|_| Msg::Frame)),
        }
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &GalleryProps) -> bool {
        if ctx.props().dark != old.dark {
            // In the other colours.
            self.stills = vec![None; ALL.len()];
            self.making = None;
        }
        if ctx.props().open && !old.open {
            self.looked.clear();
        }
        true
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Look(words) => {
                self.looked = words;
                true
            }
            Msg::Press(event) => {
                self.press(&event, &ctx.props().run);
                false
            }
            Msg::Scrolled => {
                self.frames.request();
                false
            }
            Msg::Frame => ctx.props().open && self.work(ctx.props().dark),
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first: bool) {
        browser::set_dialog(ID, ctx.props().open);
        if ctx.props().open {
            self.frames.request();
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let GalleryProps { open, run, .. } = ctx.props();
        let link = ctx.link();
        let close = run.reform(|_: MouseEvent| Command::Gallery(false));
        html! {
            <dialog id={ID} class="gallery" aria-labelledby="gallery-title"
                oncancel={run.reform(|_| Command::Gallery(false))}
                onkeydown={link.callback(Msg::Press)}>
                if *open {
                    <header>
                        <button type="button" class="button" onclick={close}>
                            { icon(icons::BACK) }<span>{ "Back" }<span class="long">{ " to the run" }</span></span>
                        </button>
                        <h2 id="gallery-title">{ "Patterns" }</h2>
                        <input id={FIELD} class="field" type="text" spellcheck="false" aria-label="Search patterns" title="Search patterns"
                            placeholder="Search: lock, lost update, timeout …" autocomplete="off"
                            value={self.looked.clone()}
                            oninput={link.callback(|event: InputEvent| Msg::Look(value_of(&event)))} />
                    </header>
                    <div class="families" onscroll={link.callback(|_| Msg::Scrolled)}>
                        { self.families(ctx.props()) }
                    </div>
                }
            </dialog>
        }
    }
}

impl Gallery {
    fn families(&self, props: &GalleryProps) -> Html {
        let found = find(ALL, &self.looked);
        let said = match found.len() {
            0 => format!("No pattern speaks of “{}”.", self.looked.trim()),
            1 => "1 pattern".into(),
            count => format!("{count} patterns"),
        };
        let families = FAMILIES.iter().filter_map(|family| {
            let mut cards =
                found.iter().filter(|it| ALL[it.place].info.family == *family).peekable();
            cards.peek()?;
            Some(html! {
                <section key={*family} aria-label={*family}>
                    <h3>{ *family }</h3>
                    <ul>{ for cards.map(|it| self.card(it, props)) }</ul>
                </section>
            })
        });
        html! {
            <>
                { for families }
                <p class={if found.is_empty() { "none" } else { "visually-hidden" }} role="status">{ said }</p>
            </>
        }
    }

    fn card(&self, found: &Found, props: &GalleryProps) -> Html {
        let info = ALL[found.place].info;
        let choose = props.run.reform(|_: MouseEvent| Command::Begin(info.id));
        let shown = props.current == info.id;
        let still = self.stills[found.place].as_ref().filter(|address| !address.is_empty());
        html! {
            <li key={info.id}>
                <button type="button" class="card" id={card_id(info.id)} data-pattern={info.id}
                    aria-current={shown.then_some("true")} autofocus={shown} onclick={choose}>
                    <span class="still">{ for still.map(|src| html! { <img alt="" {src} /> }) }</span>
                    <span class="name">{ info.name }</span>
                    <span>{ info.summary }</span>
                    if let Some(why) = &found.why { <span class="why">{ why }</span> }
                </button>
            </li>
        }
    }

    /// Goes on with a still, or begins one; true if there is a new one to be seen.
    fn work(&mut self, dark: bool) -> bool {
        let drawn = match self.making.take() {
            Some((place, still, true)) => {
                let svg = still.draw(if dark { &DARK } else { &LIGHT });
                self.stills[place] = Some(still::address(&svg).into());
                true
            }
            Some((place, mut still, false)) => match still.go_on(PORTION) {
                Ok(arrived) => {
                    self.making = Some((place, still, arrived));
                    false
                }
                Err(_) => self.give_up(place),
            },
            None => {
                let Some(place) = self.next_in_view() else { return false };
                let story = opening::first(&ALL[place]);
                match story.and_then(|it| Still::of(&it).ok()) {
                    Some(still) => {
                        self.making = Some((place, still, false));
                        false
                    }
                    None => self.give_up(place),
                }
            }
        };
        self.frames.request();
        drawn
    }

    /// A card without a picture says enough.
    fn give_up(&mut self, place: usize) -> bool {
        self.stills[place] = Some(AttrValue::default());
        true
    }

    /// The first card in view that has no picture.
    fn next_in_view(&self) -> Option<usize> {
        let list = browser::element::<Element>(ID)?.get_bounding_client_rect();
        let in_view = |place: &usize| {
            let place = card(*place).map(|it| it.get_bounding_client_rect());
            place.is_some_and(|it| it.bottom() > list.top() && it.top() < list.bottom())
        };
        let unseen = |place: &usize| self.stills[*place].is_none();
        (0..ALL.len()).filter(unseen).find(in_view)
    }

    /// Leads the focus from card to card; whoever types letters searches.
    fn press(&self, event: &KeyboardEvent, run: &Callback<Command>) {
        // The page beneath has keys of its own, which mean nothing here.
        event.stop_propagation();
        let key = event.key();
        let found = find(ALL, &self.looked);
        let shown: Vec<usize> = FAMILIES
            .iter()
            .flat_map(|family| found.iter().filter(|it| ALL[it.place].info.family == *family))
            .map(|it| it.place)
            .collect();
        let target = event.target_dyn_into::<Element>().map(|it| it.id()).unwrap_or_default();
        let typing = target == FIELD;
        let at = shown.iter().position(|place| card_id(ALL[*place].info.id) == target);
        let way = match key.as_str() {
            "ArrowLeft" if !typing => Way::Back,
            "ArrowRight" if !typing => Way::On,
            "ArrowUp" => Way::Up,
            "ArrowDown" => Way::Down,
            "Enter" if typing => {
                // The focus goes back to the button that opened this, which would take it for a press.
                event.prevent_default();
                if let Some(first) = shown.first() {
                    run.emit(Command::Begin(ALL[*first].info.id));
                }
                return;
            }
            // A letter.
            _ if key.chars().count() == 1
                && !typing
                && key != " "
                && !(event.ctrl_key() || event.meta_key() || event.alt_key()) =>
            {
                return browser::select(FIELD);
            }
            // Tab, Enter and Escape mean what they always mean.
            _ => return,
        };
        event.prevent_default();
        let places: Vec<Rect> = shown.iter().filter_map(|place| card(*place)).map(area).collect();
        match walk(&places, at, way) {
            Some(next) => browser::select(&card_id(ALL[shown[next]].info.id)),
            None if matches!(way, Way::Up) => browser::select(FIELD),
            None => {}
        }
    }
}

fn card_id(id: &str) -> String {
    format!("card-{id}")
}

fn card(place: usize) -> Option<HtmlElement> {
    browser::element(&card_id(ALL[place].info.id))
}

fn area(card: HtmlElement) -> Rect {
    let area = card.get_bounding_client_rect();
    Rect { left: area.left(), top: area.top(), right: area.right(), bottom: area.bottom() }
}
