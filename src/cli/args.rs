//! Arguments: flags that a command declares, and everything else in order.
//!
//! Strict: a flag that is not declared, has no value, or stands twice is refused.

use super::Failure;

/// The flag for programs that read what is printed.
pub const JSON: (&str, bool) = ("--json", false);

/// The arguments of one command.
pub struct Args {
    /// Those that are no flags.
    pub rest: Vec<String>,
    flags: Vec<(&'static str, String)>,
}

impl Args {
    /// Reads arguments: `--flag value`, `--flag=value`, `--` before what is no flag.
    pub fn parse(args: &[String], known: &[(&'static str, bool)]) -> Result<Args, Failure> {
        let mut parsed = Args { rest: Vec::new(), flags: Vec::new() };
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            if arg == "--" {
                parsed.rest.extend(args.cloned());
                break;
            }
            if arg == "-h" || arg == "--help" {
                parsed.flags.push(("--help", String::new()));
            } else if arg.starts_with('-') && arg != "-" {
                let flag = parsed.flag(arg, &mut args, known)?;
                parsed.flags.push(flag);
            } else {
                parsed.rest.push(arg.clone());
            }
        }
        Ok(parsed)
    }

    fn flag<'a>(
        &self,
        arg: &str,
        args: &mut impl Iterator<Item = &'a String>,
        known: &[(&'static str, bool)],
    ) -> Result<(&'static str, String), Failure> {
        let (name, value) = match arg.split_once('=') {
            Some((name, value)) => (name, Some(value.to_string())),
            None => (arg, None),
        };
        let Some((flag, valued)) = known.iter().find(|(flag, _)| *flag == name) else {
            let known: Vec<_> = known.iter().map(|(flag, _)| *flag).chain(["--help"]).collect();
            let known = known.join(", ");
            return Err(format!("There is no flag “{name}” here; there are {known}").into());
        };
        if self.has(flag) {
            return Err(format!("The flag {flag} stands twice").into());
        }
        match (valued, value) {
            (true, Some(value)) => Ok((flag, value)),
            (true, None) => match args.next() {
                Some(value) => Ok((flag, value.clone())),
                None => Err(format!("The flag {flag} needs a value").into()),
            },
            (false, None) => Ok((flag, String::new())),
            (false, Some(_)) => Err(format!("The flag {flag} takes no value").into()),
        }
    }

    /// Whether a flag is given.
    pub fn has(&self, flag: &str) -> bool {
        self.value(flag).is_some()
    }

    /// A flag's value.
    pub fn value(&self, flag: &str) -> Option<&str> {
        self.flags.iter().find(|(name, _)| *name == flag).map(|(_, value)| value.as_str())
    }

    /// The one argument that is no flag.
    pub fn one(&self, what: &str) -> Result<&str, Failure> {
        match self.rest.as_slice() {
            [one] => Ok(one),
            [] => Err(format!("Expected {what}").into()),
            [_, more, ..] => Err(format!("Expected {what} alone, not also “{more}”").into()),
        }
    }

    /// The arguments that are no flags, of which there is one at least.
    pub fn some(&self, what: &str) -> Result<&[String], Failure> {
        match self.rest.as_slice() {
            [] => Err(format!("Expected {what}").into()),
            some => Ok(some),
        }
    }

    /// That there are no other arguments than flags.
    pub fn none(&self) -> Result<(), Failure> {
        match self.rest.first() {
            None => Ok(()),
            Some(more) => Err(format!("Nothing is expected here, but there is “{more}”").into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<Args, String> {
        let args: Vec<String> = args.iter().map(|arg| arg.to_string()).collect();
        Args::parse(&args, &[("--until", true), ("--json", false)]).map_err(|failure| match failure
        {
            Failure::Sentence(sentence) => sentence,
            Failure::Output(error) => error.to_string(),
            Failure::Told => String::new(),
        })
    }

    #[test]
    fn flags_may_stand_anywhere_and_carry_values_in_two_ways() {
        for args in [&["--until", "3s", "-", "--json"], &["-", "--json", "--until=3s", "--"]] {
            let args = parse(args).expect("fine");
            assert_eq!(args.value("--until"), Some("3s"));
            assert!(args.has("--json"));
            assert_eq!(args.rest, ["-"]);
        }
        assert_eq!(parse(&["--", "--json"]).expect("fine").rest, ["--json"]);
    }

    #[test]
    fn what_is_not_declared_is_refused() {
        for (args, sentence) in [
            (&["--jsno"][..], "There is no flag “--jsno” here; there are --until, --json, --help"),
            (&["--until"], "The flag --until needs a value"),
            (&["--json=yes"], "The flag --json takes no value"),
            (&["--json", "--json"], "The flag --json stands twice"),
        ] {
            assert_eq!(parse(args).err().as_deref(), Some(sentence));
        }
    }
}
