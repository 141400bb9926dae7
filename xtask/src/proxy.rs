//! One service named by the person, through the page's own origin: for services that send no
//! CORS headers. It reads only (GET and HEAD), keeps cookies out in both directions, and what
//! it passes on cannot run as a page of ours.

use bytes::Bytes;
use http_body_util::Empty;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Request, Response, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use std::time::Duration;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

/// The service behind `/proxy/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    host: String,
    port: u16,
    /// What stands before every path, without a slash at its end.
    base_path: String,
    may_leave_loopback: bool,
}

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Headers of the page's request that the service must not see: they speak of this connection
/// or of the page.
const KEPT_BACK: &[&str] = &[
    "accept-encoding",
    "connection",
    "content-length",
    "cookie",
    "forwarded",
    "host",
    "keep-alive",
    "origin",
    "proxy-authorization",
    "proxy-connection",
    "referer",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Headers of the service's answer that the page gets.
const PASSED_ON: &[HeaderName] = &[
    header::CONTENT_TYPE,
    header::CONTENT_ENCODING,
    header::CONTENT_LENGTH,
    header::RETRY_AFTER,
];

impl Target {
    /// Reads `http://localhost:6060` or `http://localhost:6060/base/path`.
    pub fn parse(url: &str, may_leave_loopback: bool) -> Result<Target, String> {
        let uri: Uri = url
            .parse()
            .map_err(|error| format!("{url} is no URL: {error}"))?;
        match uri.scheme_str() {
            Some("http") => {}
            Some("https") => {
                return Err(format!(
                    "{url}: this proxy speaks http only; a service with https \
                     is best watched through CORS or an ssh tunnel"
                ));
            }
            _ => {
                return Err(format!(
                    "{url}: give a whole URL, such as http://localhost:6060"
                ));
            }
        }
        let authority = uri
            .authority()
            .ok_or_else(|| format!("{url} names no host"))?;
        if authority.as_str().contains('@') {
            return Err(format!(
                "{url}: leave the name and password out; the page can send a header"
            ));
        }
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        let base_path = uri.path().trim_end_matches('/').to_owned();
        Ok(Target {
            host,
            port: uri.port_u16().unwrap_or(80),
            base_path,
            may_leave_loopback,
        })
    }

    /// `http://host:port/base`, as messages name it.
    pub fn url(&self) -> String {
        format!("http://{}{}", self.authority(), self.base_path)
    }

    fn authority(&self) -> String {
        match self.host.contains(':') {
            true => format!("[{}]:{}", self.host, self.port),
            false => format!("{}:{}", self.host, self.port),
        }
    }
}

/// Asks the service for `path_and_query` (without its first slash) and passes its answer on as
/// it comes. When the page hangs up, so does the connection to the service.
///
/// # Errors
/// What the page is answered instead: a status and a sentence.
pub async fn pass(
    target: &Target,
    path_and_query: &str,
    request: &Request<Incoming>,
) -> Result<Response<Incoming>, (StatusCode, String)> {
    let unreachable = |why: String| {
        let message = format!("The proxy could not reach {}: {why}\n", target.url());
        (StatusCode::BAD_GATEWAY, message)
    };
    let connecting = timeout(CONNECT_TIMEOUT, connect(target)).await;
    let stream = connecting
        .map_err(|_| unreachable("no answer in 10 seconds".to_owned()))?
        .map_err(unreachable)?;
    let shaken = http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = shaken.map_err(|error| unreachable(error.to_string()))?;
    tokio::spawn(connection);

    let path = format!("{}/{path_and_query}", target.base_path);
    let bad_path = |_| {
        (
            StatusCode::BAD_REQUEST,
            "This path cannot be passed on.\n".to_owned(),
        )
    };
    let mut outgoing = Request::builder()
        .method(request.method().clone())
        .uri(path)
        .body(Empty::<Bytes>::new())
        .map_err(bad_path)?;
    *outgoing.headers_mut() = headers_for_service(request.headers());
    let host = HeaderValue::try_from(target.authority());
    outgoing.headers_mut().insert(
        header::HOST,
        host.map_err(|error| unreachable(error.to_string()))?,
    );

    let answered = sender.send_request(outgoing).await;
    let mut response = answered.map_err(|error| unreachable(error.to_string()))?;
    *response.headers_mut() = headers_for_page(response.headers());
    Ok(response)
}

/// Connects to the first address that answers; to the loopback only, unless told otherwise.
async fn connect(target: &Target) -> Result<TcpStream, String> {
    let found = lookup_host((target.host.as_str(), target.port)).await;
    let mut why = "its name has no address".to_owned();
    for address in found.map_err(|error| error.to_string())? {
        if !target.may_leave_loopback && !address.ip().is_loopback() {
            why = format!(
                "{} is another machine; --proxy-any-host allows that",
                address.ip()
            );
            continue;
        }
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => why = error.to_string(),
        }
    }
    Err(why)
}

fn headers_for_service(from_page: &HeaderMap) -> HeaderMap {
    let passes = |name: &HeaderName| {
        !KEPT_BACK.contains(&name.as_str()) && !name.as_str().starts_with("sec-")
    };
    let kept = from_page.iter().filter(|(name, _)| passes(name));
    let mut headers: HeaderMap = kept
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    // What the browser can inflate is passed on as it is.
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
    headers
}

fn headers_for_page(from_service: &HeaderMap) -> HeaderMap {
    let kept = from_service
        .iter()
        .filter(|(name, _)| PASSED_ON.contains(name));
    let mut headers: HeaderMap = kept
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    // A page of the service, opened by hand under our origin, is shown but runs nothing.
    let inert = HeaderValue::from_static("sandbox; default-src 'none'; style-src 'unsafe-inline'");
    headers.insert(header::CONTENT_SECURITY_POLICY, inert);
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        let url = |text| Target::parse(text, false).map(|target| target.url());
        assert_eq!(
            url("http://localhost:6060").as_deref(),
            Ok("http://localhost:6060")
        );
        assert_eq!(
            url("http://localhost/a/b/").as_deref(),
            Ok("http://localhost:80/a/b")
        );
        assert_eq!(
            url("http://[::1]:6060/").as_deref(),
            Ok("http://[::1]:6060")
        );
        for refused in [
            "localhost:6060",
            "/debug",
            "https://localhost",
            "http://me:pw@localhost",
            "ftp://a",
        ] {
            assert!(url(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn cookies_and_what_speaks_of_the_page_stay_here() {
        let from_page: HeaderMap = [
            ("cookie", "a=b"),
            ("origin", "http://x"),
            ("sec-fetch-site", "none"),
            ("authorization", "Bearer t"),
            ("x-key", "k"),
        ]
        .into_iter()
        .map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        })
        .collect();
        let mut names: Vec<_> = headers_for_service(&from_page)
            .keys()
            .map(ToString::to_string)
            .collect();
        names.sort();
        assert_eq!(names, ["accept-encoding", "authorization", "x-key"]);

        let from_service: HeaderMap = [
            ("set-cookie", "a=b"),
            ("content-type", "text/html"),
            ("location", "/x"),
        ]
        .into_iter()
        .map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        })
        .collect();
        let headers = headers_for_page(&from_service);
        assert_eq!(headers[header::CONTENT_TYPE], "text/html");
        assert!(!headers.contains_key("set-cookie") && !headers.contains_key("location"));
    }
}
