//! A small still of a scenario: its run at a telling moment, drawn as a picture that stands for
//! itself. For lists of patterns and stories.
//!
//! The run is computed in portions, so that whoever makes many stills can stop in between. Knows
//! no list and no browser.

use super::layout::Layout;
use super::svg::{self, Palette};
use kernel::time::Time;
use run::Sim;
use scenario::Scenario;

/// The size that stills are laid out at. They are shown at about half of it.
pub const SIZE: (f64, f64) = (560.0, 350.0);

/// A still in the making.
pub struct Still {
    sim: Box<dyn Sim>,
    at: Time,
}

impl Still {
    /// Begins a still of a scenario; the sentence says why there can be none.
    pub fn of(scenario: &Scenario) -> Result<Still, String> {
        Ok(Still { sim: scenario.start()?, at: telling(scenario) })
    }

    /// Has another moment drawn, which is not before the last.
    pub fn turn_to(&mut self, at: Time) {
        self.at = at;
    }

    /// Goes on by about so many records; true when the moment is reached.
    pub fn go_on(&mut self, records: u32) -> Result<bool, String> {
        self.sim.seek_some(self.at, records)
    }

    /// Draws the moment that was reached.
    pub fn draw(&self, palette: &Palette) -> String {
        let (info, frame) = (self.sim.info(), self.sim.frame());
        let layout = Layout::of(info, self.sim.roles(), &frame.partition, SIZE);
        svg::document(&layout, &frame, &[], info, palette)
    }
}

/// The moment at which a scenario says most of itself: when its first note appears, or after two
/// fifths of its length.
fn telling(scenario: &Scenario) -> Time {
    let noted = scenario.notes.first().map(|note| note.at);
    noted.unwrap_or(Time(scenario.until.0 / 5 * 2))
}

/// The address of a picture that is in the address itself.
pub fn address(svg: &str) -> String {
    let mut address = String::with_capacity(svg.len() + svg.len() / 8);
    address.push_str("data:image/svg+xml,");
    for c in svg.chars() {
        match c {
            // The only two signs that an address takes for its own.
            '%' => address.push_str("%25"),
            '#' => address.push_str("%23"),
            '\n' => address.push(' '),
            c => address.push(c),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    use scenario::stories::stories;

    #[test]
    fn every_pattern_has_a_still_of_its_first_story() {
        for entry in catalogue::ALL {
            let story = stories(entry.info.doc, catalogue::ALL).flatten().next().expect("a story");
            let mut still = Still::of(&story).expect("the story starts");
            while !still.go_on(1_000).expect("the story runs") {}
            assert_eq!(still.sim.now(), telling(&story));
            let drawn = still.draw(&svg::LIGHT);
            let names = still.sim.frame().nodes.len();
            assert!(drawn.matches("<g ").count() >= names.min(3), "{}: {drawn}", entry.info.id);
        }
    }

    #[test]
    fn a_story_without_notes_is_shown_after_two_fifths() {
        let text = "faultline 1\npattern raft\nuntil 5s\n";
        let scenario = Scenario::parse(text, catalogue::ALL).expect("a scenario");
        assert_eq!(telling(&scenario), Time(2_000_000));
    }

    #[test]
    fn what_an_address_would_take_for_its_own_is_encoded() {
        assert_eq!(address("<a b=\"#1\">\n50%"), "data:image/svg+xml,<a b=\"%231\"> 50%25");
    }
}
