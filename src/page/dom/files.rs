//! Files in the browser's hands: bytes behind an address of the page's own, a picture in pixels,
//! a picture on the clipboard.
//!
//! Nothing leaves the page: such an address means something in this very tab only.

use crate::dom::browser;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, Url,
};
use yew::Callback;

/// Pictures in pixels have so many a unit, for screens that show two where others show one.
const SCALE: f64 = 2.0;

/// What pictures in pixels are called.
const PNG: &str = "image/png";

/// Puts bytes behind an address.
fn hold(bytes: &[u8], kind: &str) -> Option<String> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

/// Lets go of what is behind an address.
fn forget(url: &str) {
    let _ = Url::revoke_object_url(url);
}

/// Draws the picture at an address in pixels, and tells of it and of its own address; of nothing if
/// the browser cannot.
fn draw(url: yew::AttrValue, told: Callback<Option<(Blob, String)>>) {
    spawn_local(async move {
        let drawn = async {
            let image = HtmlImageElement::new().ok()?;
            image.set_src(&url);
            JsFuture::from(image.decode()).await.ok()?;
            let document = browser::window()?.document()?;
            let canvas: HtmlCanvasElement =
                document.create_element("canvas").ok()?.dyn_into().ok()?;
            let (width, height) =
                (f64::from(image.natural_width()), f64::from(image.natural_height()));
            canvas.set_width((width * SCALE) as u32);
            canvas.set_height((height * SCALE) as u32);
            let pen: CanvasRenderingContext2d =
                canvas.get_context("2d").ok().flatten()?.dyn_into().ok()?;
            pen.draw_image_with_html_image_element_and_dw_and_dh(
                &image,
                0.0,
                0.0,
                width * SCALE,
                height * SCALE,
            )
            .ok()?;
            let mut filled = |done: Function, _: Function| {
                let _ = canvas.to_blob_with_type(&done, PNG);
            };
            let blob = JsFuture::from(Promise::new(&mut filled)).await.ok()?;
            let blob: Blob = blob.dyn_into().ok()?;
            let url = Url::create_object_url_with_blob(&blob).ok()?;
            Some((blob, url))
        };
        told.emit(drawn.await);
    });
}

/// Copies a picture, and tells whether that was allowed.
fn copy_picture(picture: Option<&(Blob, String)>, told: Callback<bool>) {
    let written = picture.and_then(|(blob, _)| write(blob));
    spawn_local(async move {
        let taken = match written {
            Some(promise) => JsFuture::from(promise).await.is_ok(),
            None => false,
        };
        told.emit(taken);
    });
}

/// Asks the clipboard to take a picture. Not every browser knows how.
fn write(blob: &Blob) -> Option<Promise> {
    let window = browser::window()?;
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok();
    let item: Function = get(&window, "ClipboardItem")?.dyn_into().ok()?;
    let kinds = Object::new();
    Reflect::set(&kinds, &PNG.into(), blob).ok()?;
    let item = Reflect::construct(&item, &Array::of1(&kinds)).ok()?;
    let clipboard = get(&window.navigator(), "clipboard")?;
    let write: Function = get(&clipboard, "write")?.dyn_into().ok()?;
    write.call1(&clipboard, &Array::of1(&item)).ok()?.dyn_into().ok()
}

/// The file that the page offers.
#[derive(Default)]
pub struct Files {
    url: Option<String>,
    pixels: Rc<RefCell<Option<(Blob, String)>>>,
}

impl Files {
    /// Offers bytes as a file, in place of what was offered before: its address.
    pub fn offer(&mut self, bytes: &[u8], kind: &str) -> String {
        self.withdraw();
        self.url = hold(bytes, kind);
        self.url.clone().unwrap_or_default()
    }

    /// Takes back what is offered.
    pub fn withdraw(&mut self) {
        if let Some((_, url)) = self.pixels.borrow_mut().take() {
            forget(&url);
        }
        if let Some(url) = self.url.take() {
            forget(&url);
        }
        self.pixels = Rc::default();
    }

    /// Draws the picture that is offered in pixels, and tells the address of that.
    pub fn draw(&self, told: Callback<Option<String>>) {
        let Some(url) = self.url.clone() else { return };
        let pixels = Rc::downgrade(&self.pixels);
        draw(
            url.into(),
            Callback::from(move |drawn: Option<(Blob, String)>| {
                let url = drawn.as_ref().map(|it| it.1.clone());
                match pixels.upgrade() {
                    Some(pixels) => {
                        *pixels.borrow_mut() = drawn;
                        told.emit(url);
                    }
                    // Another file is offered by now.
                    None => url.iter().for_each(|url| forget(url)),
                }
            }),
        );
    }

    /// Copies the picture in pixels.
    pub fn copy(&self, told: Callback<bool>) {
        copy_picture(self.pixels.borrow().as_ref(), told);
    }
}
