//! WebDriver BiDi, the protocol Firefox speaks without a driver: JSON over one WebSocket.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// A connection with one session.
#[derive(Debug)]
pub struct Connection {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    next_id: u64,
    /// Events that came between answers.
    pub events: Vec<Value>,
}

const ANSWER: Duration = Duration::from_secs(60);

impl Connection {
    /// Connects to `ws://127.0.0.1:port/session`.
    pub async fn open(url: &str) -> Result<Connection, String> {
        let (socket, _) = connect_async(url)
            .await
            .map_err(|error| format!("{url}: {error}"))?;
        Ok(Connection {
            socket,
            next_id: 1,
            events: Vec::new(),
        })
    }

    /// Sends a command and waits for its result.
    pub async fn send(&mut self, method: &str, params: Value) -> Result<Value, String> {
        let id = self.next_id;
        self.next_id += 1;
        let command = json!({ "id": id, "method": method, "params": params }).to_string();
        let failed = |error| format!("{method}: {error}");
        self.socket
            .send(Message::text(command))
            .await
            .map_err(failed)?;
        loop {
            let next = timeout(ANSWER, self.socket.next()).await;
            let message = next
                .map_err(|_| format!("{method}: no answer in {} s", ANSWER.as_secs()))?
                .ok_or_else(|| format!("{method}: Firefox hung up"))?
                .map_err(|error| format!("{method}: {error}"))?;
            let Message::Text(text) = message else {
                continue;
            };
            let mut answer: Value =
                serde_json::from_str(&text).map_err(|error| format!("{method}: {error}"))?;
            if answer["type"] == "event" {
                self.events.push(answer);
            } else if answer["id"] == id {
                return match answer["type"].as_str() {
                    Some("success") => Ok(answer["result"].take()),
                    _ => Err(format!(
                        "{method}: {}: {}",
                        answer["error"], answer["message"]
                    )),
                };
            }
        }
    }
}
