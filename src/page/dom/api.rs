//! What the page offers to scripts, at `window.faultline`: the command line's verbs for text.

use scenario::Scenario;
use scenario::link::Link;
use wasm_bindgen::prelude::*;

/// The digest of a scenario's run up to its end, as 16 hexadecimal digits.
#[wasm_bindgen]
pub fn digest(text: &str) -> Result<String, JsValue> {
    let scenario = Scenario::parse(text, catalogue::ALL).map_err(refuse)?;
    let mut sim = scenario.start().map_err(refuse)?;
    scenario.end().reach(sim.as_mut()).map_err(refuse)?;
    Ok(format!("{:016x}", sim.digest()))
}

/// The fragment of a link to a scenario.
#[wasm_bindgen]
pub fn link(text: &str) -> Result<String, JsValue> {
    let scenario = Scenario::parse(text, catalogue::ALL).map_err(refuse)?;
    Link { text: scenario.to_text(), moment: None }.encode().map_err(refuse)
}

/// The scenario in the fragment of a link.
#[wasm_bindgen]
pub fn unlink(fragment: &str) -> Result<String, JsValue> {
    Link::decode(fragment).map(|link| link.text).map_err(refuse)
}

fn refuse(error: impl ToString) -> JsValue {
    js_sys::Error::new(&error.to_string()).into()
}
