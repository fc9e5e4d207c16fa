//! The marks at a node: pills with a shape and a few characters, and the barrier of a clogged one.

use page_core::shared::px;
use view::formation::{Build, Measures};
use view::geometry::point;
use view::marks::{Kind, Mark};
use yew::prelude::*;

/// The marks of a node whose centre is the origin.
pub fn marks(marks: &[Mark], measures: Measures, build: Build) -> Html {
    let clogged = marks.iter().any(|mark| mark.kind == Kind::Clogged);
    html! {
        <>
            if clogged {
                <circle class="barrier" r={px(measures.ring(build) + 5.0)} />
            }
            { for marks.iter().map(|it| pill(it, measures, build)) }
        </>
    }
}

fn pill(mark: &Mark, measures: Measures, build: Build) -> Html {
    // Where there is no room for badges there is none for words.
    let text = if measures.badges { mark.text.as_str() } else { "" };
    let (rect, letters) = measures.mark(build, mark.kind, text.chars().count());
    let scale = (rect.height() - 4.0) / 10.0;
    let corner = point(rect.left + 3.0, rect.top + 2.0);
    html! {
        <g key={mark.meaning.clone()} class="mark">
            <title>{ &mark.meaning }</title>
            <rect x={px(rect.left)} y={px(rect.top)} width={px(rect.width())}
                height={px(rect.height())} rx="3" />
            <path d={mark.kind.glyph()} transform={format!("translate({corner}) scale({})", px(scale))} />
            <text x={px(rect.left + rect.height())} y={px(rect.centre().y + letters * 0.35)}
                font-size={px(letters)}>{ text }</text>
        </g>
    }
}
