//! What of the space-time diagram moves with every frame: the drawing along under its window, the
//! cursor, and the frame about what is seen in the run as a whole.
//!
//! Writes only what differs, through transforms that it holds on to.

use crate::dom::browser;
use kernel::time::Time;
use page_core::shared::px;
use page_core::timeline::{SPACETIME, TimelineState};
use view::scale::Scale;
use view::window::Window;
use wasm_bindgen::JsCast;
use web_sys::{Element, SvgGraphicsElement, SvgTransform, SvgsvgElement};

/// The moving elements.
#[derive(Default)]
pub struct Slide {
    parts: Option<Parts>,
    written: Option<(Window, Time, Scale, f64)>,
}

struct Parts {
    moving: SvgTransform,
    cursor: SvgTransform,
    brush: Option<Element>,
}

impl Slide {
    /// Lets go of elements that may not be there any more.
    pub fn forget(&mut self) {
        (self.parts, self.written) = (None, None);
    }
}

impl Slide {
    /// Draws a moment: where the drawing stands, and the cursor.
    pub fn draw(&mut self, strip: &TimelineState, now: Time, run: &Scale) {
        let Some(scene) = &strip.scene else { return };
        if self.parts.is_none() {
            self.parts = Parts::find();
        }
        let Some(parts) = &self.parts else { return };
        let (seen, scale) = (strip.close, scene.diagram.scale);
        let written = Some((seen, now, scale, run.right));
        if self.written == written {
            return;
        }
        self.written = written;
        let start = scene.left - scale.x(seen.from);
        let _ = parts.moving.set_translate(start as f32, 0.0);
        let _ = parts.cursor.set_translate((start + scale.x(now)) as f32, 0.0);
        if let Some(brush) = &parts.brush {
            let from = run.x(seen.from).min(run.right);
            let to = run.x(seen.to).min(run.right);
            let _ = brush.set_attribute("x", &px(from));
            let _ = brush.set_attribute("width", &px((to - from).max(3.0)));
        }
    }
}

impl Parts {
    fn find() -> Option<Parts> {
        let svg: SvgsvgElement = browser::element(SPACETIME)?;
        let own = |id: &str| {
            let element: SvgGraphicsElement = browser::element::<Element>(id)?.dyn_into().ok()?;
            element.transform().base_val().initialize(&svg.create_svg_transform()).ok()
        };
        let brush = browser::element("brush");
        Some(Parts { moving: own("st-moving")?, cursor: own("st-cursor")?, brush })
    }
}
