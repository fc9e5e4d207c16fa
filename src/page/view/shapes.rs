//! Shapes as elements. What they mean is a class, and the style sheet does the rest.

use page_core::shared::px;
use page_core::shared::tone_class;
use view::shape::{Anchor, Ink, Shape, Words};
use view::widgets::Piece;
use yew::prelude::*;

/// The shapes of a widget's piece, with its words for whoever points at it.
pub fn piece(piece: &Piece) -> Html {
    html! {
        <g class={classes!("drawn", piece.class)}>
            if !piece.title.is_empty() {
                <title>{ piece.title.clone() }</title>
            }
            { shapes(&piece.shapes) }
        </g>
    }
}

/// Shapes one above the other.
pub fn shapes(shapes: &[Shape]) -> Html {
    shapes.iter().map(shape).collect()
}

fn shape(shape: &Shape) -> Html {
    match shape {
        Shape::Box(area, corner, ink) => html! {
            <rect class={class(*ink)} x={px(area.left)} y={px(area.top)} width={px(area.width())}
                height={px(area.height())} rx={px(*corner)} />
        },
        Shape::Text(words) => text(words),
        Shape::Path(d, ink) => html! { <path class={class(*ink)} d={d.clone()} /> },
        Shape::Dot(at, radius, ink) => html! {
            <circle class={class(*ink)} cx={px(at.x)} cy={px(at.y)} r={px(*radius)} />
        },
    }
}

fn text(words: &Words) -> Html {
    let anchor = match words.anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    html! {
        <text class={class(words.ink)} x={px(words.at.x)} y={px(words.at.y)}
            font-size={px(words.size)} text-anchor={anchor}>{ words.text.clone() }</text>
    }
}

fn class(ink: Ink) -> Classes {
    classes!(ink.class(), ink.tone().map(tone_class))
}
