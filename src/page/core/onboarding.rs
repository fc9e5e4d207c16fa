//! What the page proposes to try, what of it was done, and which comes next. Knows no page.

use crate::command::guide::OnboardingStep;

/// All of them, and the letters by which they are kept.
const LETTERS: [(OnboardingStep, char); 6] = [
    (OnboardingStep::Parted, 'p'),
    (OnboardingStep::Healed, 'h'),
    (OnboardingStep::Looked, 'l'),
    (OnboardingStep::WentBack, 'b'),
    (OnboardingStep::Searched, 's'),
    (OnboardingStep::Shared, 'u'),
];

/// A sentence over the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hint {
    /// It is over when this is done.
    pub deed: OnboardingStep,
    /// What to try.
    pub text: &'static str,
    /// The step of the tour that points at where it is done.
    pub points_at: Option<usize>,
}

/// The hints, in their order.
const HINTS: [Hint; 4] = [
    Hint {
        deed: OnboardingStep::Parted,
        text: "Drag a node away, or draw across links, to open a fault line.",
        points_at: None,
    },
    Hint {
        deed: OnboardingStep::Healed,
        text: "Drag nodes back together, or click the fault line, to heal it.",
        points_at: None,
    },
    Hint {
        deed: OnboardingStep::Looked,
        text: "Did it keep its promises? Each is checked after every event.",
        points_at: Some(1),
    },
    Hint {
        deed: OnboardingStep::Shared,
        text: "Send somebody a link: they see this very run at this very moment.",
        points_at: Some(4),
    },
];

/// A place of the page that the tour points at.
pub struct TourStep {
    /// What is done there.
    pub deed: OnboardingStep,
    /// A few words.
    pub title: &'static str,
    /// What to try, and why.
    pub text: &'static str,
    /// The same without a pointer, where that is another thing.
    pub keys: &'static str,
    /// Where it is: the first of these that is on the page.
    pub places: &'static [&'static str],
}

/// The steps of the tour.
pub const STEPS: [TourStep; 5] = [
    TourStep {
        deed: OnboardingStep::Parted,
        title: "Pull the cluster apart",
        text: "Drag this node away from the others. A fault line opens, and messages die on it.",
        keys: "By keyboard: Enter on the node, then Isolate.",
        places: &["#stage [data-state-name=\"Leader\"]", "#stage [data-node]", "#stage"],
    },
    TourStep {
        deed: OnboardingStep::Looked,
        title: "See what it keeps, and why",
        text: "Each line is a promise, checked after every event. Where one is broken, it says \
               when, and because of what.",
        keys: "",
        places: &["[aria-label=\"Properties\"]", "#tab-Watch"],
    },
    TourStep {
        deed: OnboardingStep::WentBack,
        title: "Go back in time",
        text: "Drag along the lanes. The run comes out the same every time; what you do in its \
               past becomes a branch beside it.",
        keys: "By keyboard: the comma steps back.",
        places: &["#timeline"],
    },
    TourStep {
        deed: OnboardingStep::Searched,
        title: "Try to break it",
        text: "A search plays hundreds of runs with faults of its own, and keeps the smallest \
               that breaks a promise.",
        keys: "",
        places: &["#tab-Break", "[role=tablist]"],
    },
    TourStep {
        deed: OnboardingStep::Shared,
        title: "Share the moment",
        text: "The link holds everything: whoever opens it sees this very run, at this very \
               moment.",
        keys: "By keyboard: S.",
        places: &["#share"],
    },
];

/// What was done, as bits in the order of `LETTERS`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OnboardingSteps(u8);

impl OnboardingSteps {
    /// What was kept. Letters of another page are passed over.
    pub fn read(text: &str) -> OnboardingSteps {
        let mut deeds = OnboardingSteps::default();
        for (deed, letter) in LETTERS {
            if text.contains(letter) {
                deeds.take(deed);
            }
        }
        deeds
    }

    /// The same, to be kept.
    pub fn write(self) -> String {
        LETTERS.iter().filter(|(deed, _)| self.has(*deed)).map(|(_, letter)| letter).collect()
    }

    /// Whether it was done.
    pub fn has(self, deed: OnboardingStep) -> bool {
        self.0 & bit(deed) != 0
    }

    /// Notes that it was done; false if that is known.
    pub fn take(&mut self, deed: OnboardingStep) -> bool {
        let known = self.has(deed);
        self.0 |= bit(deed);
        !known
    }

    /// What to try next, while the network is parted or whole.
    pub fn hint(self, parted: bool) -> Option<Hint> {
        HINTS.into_iter().find(|hint| {
            // There is nothing to heal, or something that nobody has opened.
            !self.has(hint.deed) && (hint.deed != OnboardingStep::Healed || parted)
        })
    }
}

fn bit(deed: OnboardingStep) -> u8 {
    1 << LETTERS.iter().position(|(it, _)| *it == deed).unwrap_or(0)
}

/// What is kept of it.
pub struct Onboarding {
    /// What the user has done.
    pub done: OnboardingSteps,
    /// The step that is pointed at, and whether the others follow.
    pub step: Option<(usize, bool)>,
}

impl Onboarding {
    /// The guide as the user left it.
    pub fn read(stored: Option<&str>) -> Onboarding {
        let done = OnboardingSteps::read(stored.unwrap_or_default());
        Onboarding { done, step: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_comes_after_the_other_and_then_nothing() {
        let mut deeds = OnboardingSteps::default();
        assert_eq!(deeds.hint(false).map(|it| it.deed), Some(OnboardingStep::Parted));
        deeds.take(OnboardingStep::Parted);
        assert_eq!(deeds.hint(true).map(|it| it.deed), Some(OnboardingStep::Healed));
        assert_eq!(
            deeds.hint(false).map(|it| it.deed),
            Some(OnboardingStep::Looked),
            "it was taken back"
        );
        deeds.take(OnboardingStep::Healed);
        assert_eq!(deeds.hint(true).map(|it| it.deed), Some(OnboardingStep::Looked));
        deeds.take(OnboardingStep::Looked);
        assert_eq!(deeds.hint(true).map(|it| it.deed), Some(OnboardingStep::Shared));
        deeds.take(OnboardingStep::Shared);
        assert_eq!(deeds.hint(true), None);
    }

    #[test]
    fn what_was_done_is_kept_and_read_again() {
        let mut deeds = OnboardingSteps::default();
        for (count, (deed, _)) in LETTERS.into_iter().enumerate() {
            assert!(deeds.take(deed));
            assert!(!deeds.take(deed));
            assert_eq!(deeds.write().len(), count + 1);
            assert_eq!(OnboardingSteps::read(&deeds.write()), deeds);
        }
        assert_eq!(OnboardingSteps::read("xyz"), OnboardingSteps::default());
    }

    #[test]
    fn every_hint_that_points_points_at_where_it_is_done() {
        for hint in HINTS {
            assert!(hint.points_at.is_none_or(|step| STEPS[step].deed == hint.deed));
        }
    }
}
