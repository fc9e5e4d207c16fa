//! Parts of the page that are drawn anew only when they would look different.
//!
//! One component keeps them all. Yew compiles the whole life of a component for every type of one,
//! which weighs three kilobytes of WebAssembly each; a part is only what it shows. Knows no part.

use std::any::Any;
use std::rc::Rc;
use yew::prelude::*;
use yew::virtual_dom::Key;

/// A part: what it shows, compared with what it showed before, and how that is drawn.
pub trait Part: PartialEq + 'static {
    /// Draws it.
    fn view(&self) -> Html;
}

/// A part in its place on the page.
pub fn kept(part: impl Part) -> Html {
    html! { <Kept part={Shown(Rc::new(part))} /> }
}

/// The same among others of its kind, from which the key tells it.
pub fn keyed(key: impl Into<Key>, part: impl Part) -> Html {
    html! { <Kept key={key} part={Shown(Rc::new(part))} /> }
}

/// A part of any type.
trait AnyPart {
    fn draw(&self) -> Html;
    fn shows_the_same_as(&self, other: &dyn AnyPart) -> bool;
    fn as_any(&self) -> &dyn Any;
}

impl<T: Part> AnyPart for T {
    fn draw(&self) -> Html {
        self.view()
    }

    fn shows_the_same_as(&self, other: &dyn AnyPart) -> bool {
        other.as_any().downcast_ref::<T>().is_some_and(|other| self == other)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[derive(Clone)]
struct Shown(Rc<dyn AnyPart>);

impl PartialEq for Shown {
    fn eq(&self, other: &Shown) -> bool {
        self.0.shows_the_same_as(&*other.0)
    }
}

#[derive(Properties, PartialEq)]
struct KeptProps {
    part: Shown,
}

#[component]
fn Kept(props: &KeptProps) -> Html {
    props.part.0.draw()
}
