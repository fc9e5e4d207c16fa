//! `faultline linearizable` as people and their build servers meet it.

use crate::common::program::told;

/// A write, and a read that comes too late to miss it.
const STALE: &str = "\
{:process 0, :type :invoke, :f :write, :value 1}
{:process 0, :type :ok, :f :write, :value 1}
{:process 1, :type :invoke, :f :read, :value nil}
{:process 1, :type :ok, :f :read, :value 0}
";

/// The exit status, what is printed, and what is said of mistakes.
fn judged(args: &[&str], input: &str) -> (Option<i32>, String, String) {
    told(&[&["linearizable"], args].concat(), input)
}

const REGISTER: [&str; 5] = ["-", "--model", "register", "--format", "edn"];

#[test]
fn a_history_that_is_linearizable_is_called_so() {
    let right = STALE.replace(":value 0}", ":value 1}");
    assert_eq!(judged(&REGISTER, &right), (Some(0), "linearizable\n".into(), String::new()));
}

#[test]
fn of_one_that_is_not_the_operation_to_blame_is_named() {
    let (status, out, err) = judged(&REGISTER, STALE);
    let expected = "\
not linearizable: first operation that cannot be placed: read 0 by process 1 (invoked at event 2, \
                    returned at event 3)
the longest order that the model explains takes 1 of 2 operations; the last that changes anything \
                    is write 1 by process 0 (invoked at event 0, returned at event 1)
";
    assert_eq!((status, out.as_str(), err.as_str()), (Some(1), expected, ""));
}

#[test]
fn json_says_the_same() {
    let args = [&REGISTER[..], &["--json"]].concat();
    let (status, out, _) = judged(&args, STALE);
    let row: serde_json::Value = serde_json::from_str(&out).expect("an object");
    let write = serde_json::json!({
        "process": 0, "operation": "write 1", "invoked": 0, "returned": 1
    });
    let expected = serde_json::json!({
        "verdict": "not linearizable",
        "operations": 2,
        "culprit": {"process": 1, "operation": "read 0", "invoked": 2, "returned": 3},
        "after": write,
        "prefix": [write],
    });
    assert_eq!((status, row), (Some(1), expected));
    let (status, out, _) = judged(&args, &STALE.replace(":value 0}", ":value 1}"));
    assert_eq!((status, out.trim_end()), (Some(0), r#"{"verdict":"linearizable","operations":2}"#));
}

#[test]
fn registers_begin_with_what_one_says() {
    let read = "{:process 0 :type :invoke :f :read}{:process 0 :type :ok :f :read :value 7}";
    assert_eq!(judged(&REGISTER, read).0, Some(1));
    assert_eq!(judged(&[&REGISTER[..], &["--initial", "7"]].concat(), read).0, Some(0));
}

#[test]
fn every_model_judges_both_ways() {
    let op = |process: u32, f: &str, asked: &str, told: &str| {
        format!(
            "{{:process {process}, :type :invoke, :f :{f}, :value {asked}}}\n\
             {{:process {process}, :type :ok, :f :{f}, :value {told}}}\n"
        )
    };
    let write = op(0, "write", "1", "1");
    let cases = [
        ("register", [&write[..], &op(1, "read", "nil", "1")].concat(), op(1, "read", "nil", "2")),
        ("cas-register", op(0, "cas", "[0 1]", "[0 1]"), op(1, "cas", "[0 2]", "[0 2]")),
        ("kv", op(0, "append", "1", "1"), op(1, "read", "nil", "[1 1]")),
        (
            "multi-register",
            op(0, "txn", "[[:write :x 1]]", "[[:write :x 1]]"),
            op(1, "txn", "[[:read :x nil] [:read :y nil]]", "[[:read :x 1] [:read :y 1]]"),
        ),
        ("mutex", op(0, "acquire", "nil", "nil"), op(1, "acquire", "nil", "nil")),
        ("queue", op(0, "enqueue", "1", "1"), op(1, "dequeue", "nil", "2")),
        (
            "set",
            op(0, "add", "1", "1") + &op(1, "read", "nil", "#{1}"),
            op(1, "read", "nil", "#{}"),
        ),
    ];
    for (model, right, more) in cases {
        let args = ["-", "--model", model, "--format", "edn"];
        let (status, out, err) = judged(&args, &right);
        assert_eq!((status, out.as_str()), (Some(0), "linearizable\n"), "{model}: {err}");
        let (status, out, err) = judged(&args, &[right, more].concat());
        assert_eq!(status, Some(1), "{model}: {out}{err}");
    }
}

#[test]
fn mistakes_are_one_sentence() {
    for (args, input, sentence) in [
        (&[][..], "", "Expected a file with a history, or -"),
        (
            &["-"],
            "",
            "Expected --model and one of register, cas-register, kv, multi-register, mutex, queue, \
             set",
        ),
        (
            &["-", "--model", "register", "--format", "xml"],
            "",
            "--format: there is no “xml”; expected one of edn, jepsen-log, kv-log",
        ),
        (&REGISTER, "", "-: there is no event in it"),
        (&REGISTER, "[{:process", "-: line 1 cannot be read: there is a “]” too many"),
        (
            &REGISTER,
            "{:process 0 :type :invoke :f :append :value 1}",
            "-: event 0 asks for “append 1 (outcome unknown)”, which is not of the model register; \
             it is of kv",
        ),
    ] {
        let told = judged(args, input);
        assert_eq!(told, (Some(2), String::new(), format!("{sentence}\n")), "{args:?}");
    }
}

#[test]
fn help_teaches_with_an_example() {
    let (status, out, _) = judged(&["--help"], "");
    assert_eq!(status, Some(0));
    assert!(out.contains("Usage: faultline linearizable FILE|-"), "{out}");
    let example = "{:process 1 :type :ok :f :read :value 0}";
    assert!(out.contains(example), "{out}");
}
