//! Plain HTTP requests with a time limit, as the page's fetches are.

use crate::Result;
use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::client::conn::http1;
use hyper::{Method, Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Status and body.
pub type Answer = (StatusCode, Bytes);

/// GETs `url`; a time-out is an error.
pub async fn get(url: &str, limit: Duration) -> Result<Answer> {
    match timeout(limit, request(Method::GET, url)).await {
        Ok(answer) => answer,
        Err(_) => Err(format!("{url} did not answer in {limit:?}")),
    }
}

/// POSTs nothing to `url`, which must agree.
pub async fn post(url: &str) -> Result<()> {
    match timeout(Duration::from_secs(10), request(Method::POST, url)).await {
        Ok(Ok((status, _))) if status.is_success() => Ok(()),
        Ok(Ok((status, _))) => Err(format!("{url} answered {status}")),
        Ok(Err(error)) => Err(error),
        Err(_) => Err(format!("{url} did not answer")),
    }
}

async fn request(method: Method, url: &str) -> Result<Answer> {
    let uri: Uri = url.parse().map_err(|e| format!("{url} is no URL: {e}"))?;
    let authority = uri.authority().map(|a| a.as_str()).unwrap_or_default();
    let in_words = |error: &dyn std::fmt::Display| format!("{url}: {error}");
    let stream = TcpStream::connect(authority)
        .await
        .map_err(|e| in_words(&e))?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|e| in_words(&e))?;
    // It ends with the sender; its error is the request's as well.
    tokio::spawn(connection);
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", authority)
        .body(Empty::<Bytes>::new())
        .map_err(|e| in_words(&e))?;
    let response = sender.send_request(request).await;
    let response = response.map_err(|e| in_words(&e))?;
    let status = response.status();
    let body = response.into_body().collect().await;
    Ok((status, body.map_err(|e| in_words(&e))?.to_bytes()))
}
