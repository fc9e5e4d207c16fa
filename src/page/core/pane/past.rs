//! What led to a record.

use crate::pane::Pane;
use kernel::ids::RecordId;
use kernel::narrate::Line;
use run::Sim;

/// No more links of a chain of causes are told.
const CHAIN_MAX: usize = 6;

impl Pane {
    /// A record and what led to it, from cause to cause.
    pub fn chain(&mut self, from: RecordId) -> Vec<Line> {
        let mut chain = Vec::new();
        let mut next = Some(from);
        while let Some(record) = next.filter(|_| chain.len() < CHAIN_MAX) {
            chain.extend(self.line(record));
            next = cause(self.session.sim(), record);
        }
        chain
    }

    /// The words for a record, each asked for once.
    pub fn line(&mut self, record: RecordId) -> Option<Line> {
        let edition = self.session.edition();
        if self.blamed.0 != edition || self.blamed.1.len() > 400 {
            self.blamed = (edition, Vec::new());
        }
        let known = self.blamed.1.iter().find(|line| line.record == record).cloned();
        known.or_else(|| {
            let mut walk = self.session.sim().reading(record.0);
            let told = walk.tell(record.0 + 1, u32::MAX).into_iter();
            let line = told.into_iter().find(|line| line.record == record)?;
            self.blamed.1.push(line.clone());
            Some(line)
        })
    }
}

/// What led to a record, if something did.
pub fn cause(sim: &dyn Sim, record: RecordId) -> Option<RecordId> {
    let cause = sim.records().get(record.index())?.cause;
    (cause != RecordId::NONE && cause.0 < record.0).then_some(cause)
}
