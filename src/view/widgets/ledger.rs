//! Amounts and what they add up to: the balance above, below it the entries, the newest last.

use super::{Piece, head, many};
use crate::geometry::{Rect, within as held};
use crate::shape::{Anchor, Ink, Shape, cut, line, width};
use pattern::declare::Tone;
use pattern::widget::{LedgerEntry, LedgerView};

/// `Alice: 3 entries, balance $ 100, which is wrong`.
pub fn words(ledger: &LedgerView) -> String {
    let entries = many(ledger.length, "entry", "entries");
    let wrong = if ledger.wrong { ", which is wrong" } else { "" };
    format!("{}: {entries}, balance {}{wrong}", ledger.name, ledger.balance)
}

/// The balance, and the newest entries that fit.
pub fn draw(ledger: &LedgerView, room: Rect, out: &mut Vec<Piece>) {
    let (ink, mark) = if ledger.wrong { (Ink::Wrong, "! ") } else { (Ink::Value, "") };
    let fit = ((room.height() / 11.0) as usize).max(1);
    let wanted = ledger.entries.len().max(1) + 1;
    let pitch = (room.height() / fit.min(wanted) as f64).min(14.0);
    let shown = ledger.entries.len().min(fit - 1);
    let hidden = ledger.length.saturating_sub(shown as u32);
    let name = match hidden {
        0 => ledger.name.clone(),
        hidden => format!("{} +{hidden}", ledger.name),
    };
    let top = Rect { bottom: room.top + pitch, ..room };
    let bottom = room.top + pitch * (shown + 1) as f64;
    let frame = Rect { bottom: bottom.min(room.bottom), ..room };
    let mut shapes = vec![Shape::Box(frame, 3.0, Ink::Frame)];
    let inside =
        Rect { left: room.left + 2.0, top: room.top + 1.5, right: room.right - 2.0, ..top };
    head(
        &name,
        &format!("{mark}{}", ledger.balance),
        ink,
        Rect { bottom: inside.top + 24.0, ..inside },
        &mut shapes,
    );
    out.push(Piece { class: "ledger", title: words(ledger), shapes });
    let size = held(pitch * 0.66, 7.0, 9.0);
    let newest = &ledger.entries[ledger.entries.len() - shown..];
    let mut foot = top.bottom + 0.66 * pitch;
    for entry in newest {
        out.push(piece(entry, (room.left + 3.0, room.right - 3.0), foot, size));
        foot += pitch;
    }
}

fn piece(entry: &LedgerEntry, (left, right): (f64, f64), foot: f64, size: f64) -> Piece {
    let ink = if entry.tone == Tone::Bad { Ink::Wrong } else { Ink::Value };
    let amount = cut(&entry.amount, right - left, size, ink);
    let taken = width(&amount, size, ink) + 3.0;
    Piece {
        class: "entry",
        title: format!("{}: {}", entry.what, entry.amount),
        shapes: [
            line(&entry.what, (left, right - taken), foot, Anchor::Start, size, Ink::Label),
            line(&amount, (left, right), foot, Anchor::End, size, ink),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}
