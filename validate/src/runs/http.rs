//! GET, as plainly as a program on this machine needs it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(10);
/// Longer answers are cut off: no profile here comes near it.
const MOST_BYTES: u64 = 64 << 20;

/// The body that `http://HOST/PATH` answers with 200; else why there is none.
pub fn get(host: &str, path: &str) -> Result<Vec<u8>, String> {
    let in_words = |error: std::io::Error| format!("{host}{path}: {error}");
    let mut stream = TcpStream::connect(host).map_err(in_words)?;
    stream.set_read_timeout(Some(LIMIT)).map_err(in_words)?;
    // HTTP/1.0: the body ends with the connection, and comes in one piece.
    let request = format!("GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n");
    stream.write_all(request.as_bytes()).map_err(in_words)?;
    let mut answer = Vec::new();
    let mut stream = stream.take(MOST_BYTES);
    stream.read_to_end(&mut answer).map_err(in_words)?;
    let end = answer.windows(4).position(|w| w == b"\r\n\r\n");
    let body_from = end.ok_or_else(|| format!("{host}{path}: no answer of HTTP"))? + 4;
    let status = answer[..body_from].split(|b| *b == b'\r').next();
    match status {
        Some(line) if line.split(|b| *b == b' ').nth(1) == Some(b"200") => {
            Ok(answer.split_off(body_from))
        }
        _ => Err(format!("{host}{path}: not answered with 200")),
    }
}
