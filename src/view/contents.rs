//! What a node holds, in words: the entries of its log, those that wait in its queue, the rows of
//! its tables. What the picture shows in a few cells, for whoever reads.

use pattern::widget::{Cell, Widget};

/// Something a node holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Contents {
    /// What it is called, and how full it is: `queue: 3 of 10 wait`.
    pub heading: String,
    /// What is in it, in order.
    pub items: Vec<String>,
}

/// A widget in words; none if the picture alone can show it.
pub fn contents(widget: &Widget) -> Option<Contents> {
    let full = |cells: &[Cell]| cells.iter().map(|cell| cell.full.clone()).collect::<Vec<_>>();
    let (heading, items) = match widget {
        Widget::Log(log) => {
            let entry = |(index, cell): (u64, &pattern::widget::LogCell)| {
                let committed = if cell.committed { ", committed" } else { ", not committed" };
                let number = index.to_string();
                // Most say it themselves.
                let known = cell.full.split(|c: char| !c.is_ascii_digit()).any(|it| it == number);
                let number = if known { String::new() } else { number + ": " };
                format!("{number}{}{committed}", cell.full)
            };
            let items: Vec<String> = (log.first..).zip(&log.cells).map(entry).collect();
            let heading = match (log.first, items.len()) {
                (_, 0) => "log: empty".into(),
                (1, _) => "log".into(),
                (first, _) => format!("log, from entry {first}"),
            };
            (heading, items)
        }
        Widget::Queue(queue) => {
            let of = queue.capacity.map_or(String::new(), |it| format!(" of {it}"));
            (format!("{}: {}{of} wait", queue.name, queue.length), full(&queue.cells))
        }
        Widget::Bucket(bucket) => (format!("{}: {}", bucket.name, bucket.text), Vec::new()),
        Widget::Pool(pool) => {
            let waiting =
                if pool.waiting > 0 { format!(", {} wait", pool.waiting) } else { String::new() };
            (
                format!("{}: {} of {} busy{waiting}", pool.name, pool.busy, pool.size),
                full(&pool.cells),
            )
        }
        Widget::Table(table) => {
            let row = |row: &pattern::widget::Row| {
                let named = table.columns.iter().zip(&row.values);
                let values: Vec<String> =
                    named.map(|(name, value)| format!("{name} {value}")).collect();
                let lock =
                    row.lock.as_ref().map_or(String::new(), |by| format!(", locked by {by}"));
                values.join(", ") + &lock
            };
            (format!("{}: {} rows", table.name, table.length), table.rows.iter().map(row).collect())
        }
        Widget::Ledger(ledger) => {
            let wrong = if ledger.wrong { ", which is wrong" } else { "" };
            let items = ledger.entries.iter().map(|it| format!("{} {}", it.what, it.amount));
            (format!("{}: {}{wrong}", ledger.name, ledger.balance), items.collect())
        }
        // The owners' parts are for the eye; who has which key, the variables say.
        Widget::Ring(_) => return None,
    };
    Some(Contents { heading, items })
}

/// What a value was before, next to what it is: of a long one only where they part.
pub fn was(old: &str, new: &str) -> String {
    const LONG: usize = 48;
    if old.chars().count() <= LONG {
        return format!("was {old}");
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split(' ').collect(), new.split(' ').collect());
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    // One word that stays tells where it is; where nothing does, the end is what is new.
    let from = if same > 0 { same - 1 } else { old.len().saturating_sub(4) };
    let rest = old.get(from..).unwrap_or_default().join(" ");
    let shown: String = rest.chars().take(3 * LONG).collect();
    let more = if shown.len() < rest.len() { " …" } else { "" };
    format!("was … {shown}{more}")
}

#[cfg(test)]
mod tests {
    use super::*;

    use kernel::time::Time;
    use scenario::Scenario;

    #[test]
    fn a_log_is_told_entry_by_entry() {
        let text = "faultline 1\npattern raft clients=0 election_timeout=5..6s\nseed 2\n\
                    at 0.05s input n0 timeout\nat 0.3s input n0 put a=1\n\
                    at 0.6s partition n0 | n1 n2 n3 n4\nat 0.7s input n0 put x=7\nuntil 2s\n";
        let scenario = Scenario::parse(text, catalogue::ALL).expect("a scenario");
        let mut sim = scenario.start().expect("a run");
        sim.seek(Time(1_000_000)).expect("a second");
        let node = sim.frame().nodes[0].clone();
        let log = node.view.widgets.iter().find_map(contents).expect("a log");
        let (last, before) = log.items.split_last().expect("entries");
        assert!(last.contains('7') && last.ends_with(", not committed"), "{last}");
        assert!(before.iter().any(|it| it.ends_with(", committed")), "{before:?}");
    }

    #[test]
    fn of_a_long_value_only_the_part_that_differs_is_told() {
        assert_eq!(was("3", "4"), "was 3");
        let entries =
            |to: u32| (1..=to).map(|it| format!("x={it}@1")).collect::<Vec<_>>().join(" ");
        assert_eq!(was(&entries(30), &entries(31)), "was … x=30@1");
        let windowed = format!("… {}", &entries(31)[6..]);
        assert_eq!(was(&entries(30), &windowed), "was … x=27@1 x=28@1 x=29@1 x=30@1");
    }
}
