//! Small types that many modules use.

use pattern::declare::Tone;
use std::ops::Deref;
use std::rc::Rc;
use view::decimal::tenths;

/// A text that is cheap to copy, as Yew's attributes take it.
pub type AttrValue = implicit_clone::unsync::IString;

/// Shared data that a component compares by identity: cheap, and false only after a change.
#[derive(Debug)]
pub struct Same<T: ?Sized>(pub Rc<T>);

impl<T> Same<T> {
    /// Shares a value.
    pub fn new(value: T) -> Same<T> {
        Same(Rc::new(value))
    }
}

impl<T: ?Sized> Clone for Same<T> {
    fn clone(&self) -> Same<T> {
        Same(Rc::clone(&self.0))
    }
}

impl<T: ?Sized> PartialEq for Same<T> {
    fn eq(&self, other: &Same<T>) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T: ?Sized> Deref for Same<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

/// A `'static` declaration, compared by its address.
#[derive(Debug)]
pub struct Declared<T: 'static>(pub &'static T);

impl<T> Clone for Declared<T> {
    fn clone(&self) -> Declared<T> {
        *self
    }
}

impl<T> Copy for Declared<T> {}

impl<T> PartialEq for Declared<T> {
    fn eq(&self, other: &Declared<T>) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

/// The class that sets a tone's colours.
pub fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Quiet => "quiet",
        Tone::Leading => "leading",
        Tone::Trying => "trying",
        Tone::Good => "good",
        Tone::Bad => "bad",
    }
}

/// A length in pixels as an attribute.
pub fn px(length: f64) -> AttrValue {
    AttrValue::from(tenths(length).to_string())
}
