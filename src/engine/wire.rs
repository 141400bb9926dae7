//! A message as it crosses between the page and the worker: `[its bytes, body?]`, both
//! transferred, never copied by the browser.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use leakscope_core::codec::{self, Coded};
use wasm_bindgen::{JsCast, JsValue};

/// Puts a message in an array for `postMessage`; the array is its own list of what to transfer.
pub fn pack<T: Coded>(message: &T, body: Option<ArrayBuffer>) -> Array {
    let parts = Array::of1(&to_buffer(&codec::to_bytes(message)));
    if let Some(body) = body {
        parts.push(&body);
    }
    parts
}

/// Takes a message out of what `postMessage` brought; none if it is not one of ours.
pub fn unpack<T: Coded>(data: &JsValue) -> Option<(T, Option<ArrayBuffer>)> {
    let parts = data.dyn_ref::<Array>()?;
    let bytes = Uint8Array::new(parts.get(0).dyn_ref::<ArrayBuffer>()?).to_vec();
    let message = codec::from_bytes(&bytes)?;
    Some((message, parts.get(1).dyn_into().ok()))
}

/// A buffer of JavaScript's own with these bytes, to transfer.
pub fn to_buffer(bytes: &[u8]) -> ArrayBuffer {
    Uint8Array::from(bytes).buffer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use leakscope_core::engine::protocol::{Request, ToEngine};
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_message_and_its_body_cross_over() {
        let message = ToEngine {
            id: 7,
            request: Request::Cancel { request: 3 },
        };
        let parts = pack(&message, Some(to_buffer(&[1, 2, 3])));
        let (back, body) = unpack::<ToEngine>(&parts).expect("it is a message");
        assert_eq!(back, message);
        assert_eq!(
            body.map(|body| Uint8Array::new(&body).to_vec()),
            Some(vec![1, 2, 3])
        );
    }

    #[wasm_bindgen_test]
    fn what_is_no_message_is_not_taken_for_one() {
        assert!(unpack::<ToEngine>(&"alive".into()).is_none());
        assert!(unpack::<ToEngine>(&Array::of1(&to_buffer(&[0xff; 9]))).is_none());
        assert!(unpack::<ToEngine>(&JsValue::NULL).is_none());
    }
}
