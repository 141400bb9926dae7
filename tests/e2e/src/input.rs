//! Keys, pointer and wheel as WebDriver's action sequences.

use serde_json::{Value, json};

/// A point of the view in CSS pixels.
type Point = (i64, i64);

/// `Shift+ArrowRight`: modifiers, then one key by its name or one character.
pub fn press(keys: &str) -> Result<Value, String> {
    let codes: Option<Vec<String>> = match keys {
        "+" => Some(vec!["+".to_owned()]),
        _ => keys.split('+').map(key_code).collect(),
    };
    let codes = codes.ok_or_else(|| format!("{keys:?} names no key"))?;
    let down = codes
        .iter()
        .map(|key| json!({ "type": "keyDown", "value": key }));
    let up = codes
        .iter()
        .rev()
        .map(|key| json!({ "type": "keyUp", "value": key }));
    let actions: Vec<Value> = down.chain(up).collect();
    Ok(json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] }))
}

/// Moves the mouse, through a point on the way as a hand would.
pub fn hover(at: Point) -> Value {
    mouse(vec![moved((at.0 - 3, at.1)), moved(at)])
}

/// Presses the button at one point and lets go at another; at the same point it is a click.
pub fn drag(from: Point, to: Point) -> Value {
    let mut actions = vec![moved(from), json!({ "type": "pointerDown", "button": 0 })];
    if from != to {
        actions.push(moved(((from.0 + to.0) / 2, (from.1 + to.1) / 2)));
        actions.push(moved(to));
    }
    actions.push(json!({ "type": "pointerUp", "button": 0 }));
    mouse(actions)
}

/// Clicks with the right button.
pub fn right_click(at: Point) -> Value {
    let button = |kind: &str| json!({ "type": kind, "button": 2 });
    mouse(vec![moved(at), button("pointerDown"), button("pointerUp")])
}

/// Turns the wheel.
pub fn wheel(at: Point, down_px: i32) -> Value {
    let scroll = json!({
        "type": "scroll", "origin": "viewport", "x": at.0, "y": at.1,
        "deltaX": 0, "deltaY": down_px, "duration": 0,
    });
    json!({ "actions": [{ "type": "wheel", "id": "wheel", "actions": [scroll] }] })
}

fn mouse(actions: Vec<Value>) -> Value {
    let parameters = json!({ "pointerType": "mouse" });
    json!({ "actions": [
        { "type": "pointer", "id": "mouse", "parameters": parameters, "actions": actions }
    ] })
}

fn moved(to: Point) -> Value {
    json!({ "type": "pointerMove", "origin": "viewport", "x": to.0, "y": to.1, "duration": 20 })
}

/// The characters WebDriver gives to keys that write none.
fn key_code(name: &str) -> Option<String> {
    let code = match name {
        "Backspace" => '\u{e003}',
        "Tab" => '\u{e004}',
        "Enter" => '\u{e007}',
        "Shift" => '\u{e008}',
        "Control" => '\u{e009}',
        "Alt" => '\u{e00a}',
        "Escape" => '\u{e00c}',
        "Space" => ' ',
        "PageUp" => '\u{e00e}',
        "PageDown" => '\u{e00f}',
        "End" => '\u{e010}',
        "Home" => '\u{e011}',
        "ArrowLeft" => '\u{e012}',
        "ArrowUp" => '\u{e013}',
        "ArrowRight" => '\u{e014}',
        "ArrowDown" => '\u{e015}',
        "Delete" => '\u{e017}',
        "F10" => '\u{e03a}',
        _ => {
            let mut characters = name.chars();
            let only = characters.next()?;
            return characters.next().is_none().then(|| only.to_string());
        }
    };
    Some(code.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_by_name() {
        for keys in ["Escape", "n", "+", "Shift+ArrowRight", "Control+v"] {
            assert!(press(keys).is_ok(), "{keys}");
        }
        for keys in ["", "Esc", "Shift+", "Hyper+x"] {
            assert!(press(keys).is_err(), "{keys}");
        }
    }
}
