//! Compares a run with a link's stamp.

use scenario::Course;
use scenario::link::Stamp;

/// What to say if a run is not the one that the link's maker saw.
pub fn doubt(stamp: Stamp, digest: u64) -> Option<String> {
    match (stamp.engine == kernel::REVISION, stamp.digest == digest) {
        (_, true) => None,
        (false, false) => Some(format!(
            "This link was made with engine {}, this page has engine {}, and the run comes out \
             differently: what you see is not what its maker saw.",
            stamp.engine,
            kernel::REVISION
        )),
        (true, false) => Some(
            "This run does not come out as it did for the link's maker: the link was changed, \
             or this page has a fault."
                .into(),
        ),
    }
}

/// A course in a link: the number of its branch.
pub fn number_of(course: Course) -> Option<String> {
    match course {
        Course::Trunk => None,
        Course::Branch(index) => Some((index + 1).to_string()),
    }
}
