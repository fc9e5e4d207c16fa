//! The one component that ties the page together: an event becomes a command, the core updates the
//! model, the browser carries out the effects, and the view is drawn.

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::arrival;
use crate::dom::browser::{self, Frames, Listener};
use crate::dom::files::Files;
use crate::dom::focus::FocusKeeper;
use crate::dom::screen::Screen;
use crate::dom::{docs, embed, focus, hint, listen, perfetto, pointer, storage, table, theme};
use crate::keep::{Keep, Work};
use crate::view::comparison::choose;
use crate::view::props::{Page, Places, Senders};
use compare::Side;
use kernel::ids::Seed;
use page_core::arrival::Arrival;
use page_core::command::comparison::ComparisonCommand;
use page_core::command::keep::SavedWorkCommand;
use page_core::command::present::PresentCommand;
use page_core::command::share::{Copied, ShareCommand};
use page_core::command::{Command, Edit, Measure, Measures};
use page_core::effect::Effect;
use page_core::model::{Browser, Model};
use page_core::notices::Notice;
use page_core::settings::{self, Settings};
use page_core::share::link;
use page_core::update::{settle, update};

/// What the page is told.
pub enum Msg {
    /// Carry out a command.
    Do(Command),
    /// The stage may have another size.
    Resized,
    /// The address bar has another fragment.
    Arrived,
}

/// The page.
pub struct App {
    model: Model,
    keep: Keep,
    send: Senders,
    places: Places,
    /// What moves on each side, the left one first.
    screens: [Screen; 2],
    files: Files,
    /// What is to be done once the page is drawn.
    after: Vec<Effect>,
    keeper: FocusKeeper,
    frames: Frames,
    listeners: Vec<Listener>,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> App {
        embed::begin();
        theme::restore();
        let browser = Browser {
            embedded: embed::is_on(),
            reduced: theme::reduced_motion(),
            dark: theme::is_dark(),
            singles: storage::single_keys(),
            full_screen: browser::is_full_screen(),
            address: browser::address(),
            clock: js_sys::Date::now,
        };
        let settings = Settings {
            panels: storage::read(settings::PANELS),
            guide: storage::read(settings::GUIDE),
            timeline: storage::read(settings::TIMELINE),
            pace: storage::read(settings::PACE),
        };
        let arrival = arrival::arrive(browser.reduced);
        let entry = arrival.entry.clone();
        let model = Model::new(arrival, &settings, browser);
        let send = Senders::new(ctx.link().callback(Msg::Do));
        let keep = Keep::default();
        let mut listeners = listen::listeners(&send.run, ctx.link().callback(|()| Msg::Arrived));
        listeners.extend(keep.listeners(&send.run));
        let mut app = App {
            model,
            keep,
            places: Places::default(),
            screens: Default::default(),
            files: Files::default(),
            after: Vec::new(),
            keeper: FocusKeeper::new(),
            frames: Frames::new(ctx.link().callback(|stamp| Msg::Do(Command::Frame(stamp)))),
            listeners,
            send,
        };
        app.work().keep_on(entry);
        app.model.present_linked(&browser::fragment().unwrap_or_default());
        app.carry_out_all();
        app
    }

    fn update(&mut self, _ctx: &Context<Self>, msg: Msg) -> bool {
        let render = match msg {
            Msg::Do(command) => self.run(command),
            Msg::Resized => self.run(Command::Measured(self.measure())),
            Msg::Arrived => self.arrive(),
        };
        if !render {
            self.draw(!self.model.playback.playing);
        }
        render
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            if let Some(stage) = self.places.stages[0].cast::<Element>() {
                self.listeners.extend(pointer::keep_fingers(&stage));
                let link = ctx.link().clone();
                self.listeners
                    .extend(Listener::size(&stage, move || link.send_message(Msg::Resized)));
            }
            self.fit_panels(self.model.panels.shelf.width);
            ctx.link().send_message(Msg::Resized);
            self.frames.request();
            // Within another page there is nothing to read.
            if !embed::is_on() {
                docs::fetch(self.send.run.reform(Command::Docs));
            }
        }
        for effect in std::mem::take(&mut self.after) {
            match effect {
                Effect::Focus(id) => browser::select(id),
                Effect::FocusPanelButton(panel, down) => focus::panel_button(panel, down),
                _ => {}
            }
        }
        self.keeper.mend();
        if let Some(root) = self.places.root.cast::<Element>() {
            for (side, screen) in Side::BOTH.into_iter().zip(&mut self.screens) {
                match self.model.panes.on(side) {
                    Some(pane) => screen.attach(&root, pane, side == Side::B),
                    None => screen.release(),
                }
            }
        }
        if table::settle(&mut self.model.panels.table) {
            self.frames.request();
        }
        self.draw(true);
        browser::set_dialog(choose::ID, self.model.comparison.chooser.is_some());
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        let over = self.keep.view(&self.model, &self.send.run);
        Page { model: &self.model, send: &self.send, places: &self.places }.view(over)
    }
}

impl App {
    /// Carries out a command and its effects; true if the page is to be rendered.
    fn run(&mut self, command: Command) -> bool {
        if !matches!(command, Command::Frame(_)) {
            self.model.browser.dark = theme::is_dark();
        }
        if command == Command::Escape
            && self.model.comparison.chooser.is_none()
            && self.model.gallery.is_none()
            && self.keep.close_recent()
        {
            return true;
        }
        let left = match &command {
            Command::Tell(_)
            | Command::Begin(_)
            | Command::Comparison(ComparisonCommand::Contrast(_)) => self.work().leaving(),
            _ => None,
        };
        self.model.effects = update(&mut self.model, command);
        let render = self.carry_out_all();
        if left.is_some() {
            self.work().say_kept(left);
        }
        render
    }

    /// The stored work, with the model.
    fn work(&mut self) -> Work<'_> {
        Work { keep: &mut self.keep, model: &mut self.model }
    }

    /// Carries out what the model asks for; true if the page is to be rendered.
    fn carry_out_all(&mut self) -> bool {
        let mut render = false;
        while !self.model.effects.is_empty() {
            for effect in std::mem::take(&mut self.model.effects) {
                render |= self.carry_out(effect);
            }
        }
        render
    }

    /// Carries out an effect; true if the page is to be rendered.
    fn carry_out(&mut self, effect: Effect) -> bool {
        match effect {
            Effect::Render => return true,
            Effect::Frame => self.frames.request(),
            Effect::Focus(_) | Effect::FocusPanelButton(..) => self.after.push(effect),
            Effect::MoveFocus(from, to) => {
                if focus::is_within(from) {
                    self.after.push(Effect::Focus(to));
                }
            }
            Effect::SetField(id, text) => browser::set_field(id, &text),
            Effect::Dialog(id, open) => browser::set_dialog(id, open),
            Effect::SetFragment(fragment) => browser::set_fragment(fragment.as_deref()),
            Effect::OpenTab(address) => browser::open_tab(&address),
            Effect::Copy(text, of) => browser::copy(&text, self.copied(of)),
            Effect::CopyPicture => {
                let what = page_core::command::share::What::Picture;
                self.files.copy(self.copied(Copied::Shared(what)));
            }
            Effect::OfferFile(bytes, kind) => {
                let url = self.files.offer(&bytes, kind);
                self.model.sharing(ShareCommand::FileOffered(url));
            }
            Effect::WithdrawFile => self.files.withdraw(),
            Effect::DrawPixels => {
                let told = |url| Command::Sharing(ShareCommand::Drawn(url));
                self.files.draw(self.send.run.reform(told));
            }
            Effect::OpenPerfetto(bytes, title) => {
                let failed = |()| Command::Sharing(ShareCommand::NoPerfetto);
                perfetto::open(&bytes, &title, self.send.run.reform(failed));
            }
            Effect::Store(key, text) => storage::write(key, &text),
            Effect::KeepWork => self.work().keep_work(),
            Effect::Keep(command) => return self.keep(command),
            Effect::RandomSeed => {
                let seed = Seed(browser::random_seed()).to_string();
                return self.run(Command::Edit(Edit::Seed(seed)));
            }
            Effect::Theme(dark) => theme::set(dark),
            Effect::FullScreen(on) => browser::full_screen(on),
            Effect::PanelWidth(width) => self.fit_panels(width),
            Effect::ScrollEvents(to) => table::scroll(to),
            Effect::TimelineHint { active, at } => {
                let side = self.model.panes.side();
                let side = if active { side } else { side.other() };
                let timeline = self.places.timelines[side.index()].cast::<Element>();
                if let (Some(pane), Some(timeline)) = (self.model.panes.on(side), timeline) {
                    hint::show(&timeline, pane, at);
                }
            }
            Effect::FetchDocs => docs::fetch(self.send.run.reform(Command::Docs)),
        }
        false
    }

    /// Does something with stored work; true if the page is to be rendered.
    fn keep(&mut self, command: SavedWorkCommand) -> bool {
        let changed = self.work().keep(command);
        self.settle(changed)
    }

    /// The address bar has another fragment: a link was opened in this very tab.
    fn arrive(&mut self) -> bool {
        let Some(fragment) = browser::fragment() else { return false };
        match link::open(&fragment) {
            Ok(opened) => {
                let arrival = Arrival { linked: true, ..page_core::arrival::from(opened) };
                self.work().take(arrival);
                self.model.present_linked(&fragment);
            }
            Err(sentence) => self.model.say(Notice::alert(sentence)),
        }
        self.settle(true)
    }

    /// Brings everything up to date after the model was changed from here.
    fn settle(&mut self, changed: bool) -> bool {
        let effects = settle(&mut self.model, changed, false);
        self.model.effects = effects;
        self.carry_out_all()
    }

    /// Tells whether the clipboard has taken something.
    fn copied(&self, of: Copied) -> Callback<bool> {
        self.send.run.reform(move |taken| match of {
            Copied::Shared(what) => Command::Sharing(ShareCommand::Copied(what, taken)),
            Copied::Slides => Command::Present(PresentCommand::Copied(taken)),
        })
    }

    /// Gives the side panel a width.
    fn fit_panels(&self, width: Option<u16>) {
        let Some(root) = self.places.root.cast::<HtmlElement>() else { return };
        let style = root.style();
        let _ = match width {
            Some(width) => style.set_property("--side-width", &format!("{width}px")),
            None => style.remove_property("--side-width").map(drop),
        };
    }

    /// The sizes of what is on the page.
    fn measure(&self) -> Measures {
        let width = |it: &Element| f64::from(it.client_width());
        let sides = Side::BOTH.map(|side| {
            let stage = self.places.stages[side.index()].cast::<Element>();
            let timeline = self.places.timelines[side.index()].cast::<Element>();
            Measure {
                stage: stage.map(|it| (width(&it), f64::from(it.client_height()))),
                timeline: timeline.map_or(0.0, |it| width(&it)),
            }
        });
        Measures { page_height: browser::page_height(), sides }
    }

    /// Draws what moves; `told` is whether the page says of itself where it is.
    fn draw(&mut self, told: bool) {
        for (pane, screen) in self.model.panes.iter().zip(&mut self.screens) {
            screen.draw(pane, &self.model.playback, told);
        }
    }
}
