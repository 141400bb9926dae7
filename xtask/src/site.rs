//! A small server on the loopback: the built page, and, if asked, one service under `/proxy/`.

use crate::{Result, files, guard, proxy};
use bytes::Bytes;
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// What is served, and where.
#[derive(Clone, Debug)]
pub struct Site {
    /// The folder with the built page.
    pub root: PathBuf,
    /// `/`, or a path such as `/tools/leakscope/`; with a slash on both ends.
    pub base: String,
    /// The service answered under `<base>proxy/`.
    pub proxy: Option<proxy::Target>,
}

/// A site being served on a thread of its own, until dropped.
#[derive(Debug)]
pub struct Running {
    /// Where the page is, such as `http://127.0.0.1:8080/`.
    pub url: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

type Body = Either<Full<Bytes>, Incoming>;

impl Site {
    /// Starts serving on 127.0.0.1; port 0 takes any free one.
    pub fn start(self, port: u16) -> Result<Running> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let taken =
            |error| format!("cannot listen on {address}: {error}; choose another with --port");
        let listener = std::net::TcpListener::bind(address).map_err(taken)?;
        listener.set_nonblocking(true).map_err(taken)?;
        let address = listener.local_addr().map_err(taken)?;
        let url = format!("http://{address}{}", self.base);

        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| format!("cannot start the server: {error}"))?;
        let (stop, stopped) = oneshot::channel();
        let site = Arc::new(self);
        let thread = thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = accept(listener, site) => {}
                    _ = stopped => {}
                }
            });
        });
        Ok(Running {
            url,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It only fails if the server panicked, which has been printed then.
            let _ = thread.join();
        }
    }
}

async fn accept(listener: std::net::TcpListener, site: Arc<Site>) {
    let listener = match TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => return eprintln!("cannot listen: {error}"),
    };
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file handles, most likely: others will be closed.
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            continue;
        };
        let site = site.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let site = site.clone();
                async move { Ok::<_, Infallible>(respond(&site, request).await) }
            });
            // It fails when a browser hangs up, which browsers do.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn respond(site: &Site, request: Request<Incoming>) -> Response<Body> {
    let refuse = |status, text: &str| files::plain(status, text).map(Either::Left);
    if !guard::is_local_host(request.headers()) {
        return refuse(
            StatusCode::MISDIRECTED_REQUEST,
            "Open this page as http://127.0.0.1 or http://localhost.\n",
        );
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return refuse(
            StatusCode::METHOD_NOT_ALLOWED,
            "Only GET and HEAD are answered here.\n",
        );
    }
    let Some(path) = request.uri().path().strip_prefix(&site.base) else {
        if format!("{}/", request.uri().path()) == site.base {
            return to_the_slash(&site.base);
        }
        return refuse(StatusCode::NOT_FOUND, "There is nothing here.\n");
    };
    match (&site.proxy, path.strip_prefix("proxy/")) {
        (Some(target), Some(path)) => {
            if !guard::is_same_origin(request.headers()) {
                return refuse(
                    StatusCode::FORBIDDEN,
                    "Only Leakscope's own page may use this.\n",
                );
            }
            let query = request.uri().query().map(|query| format!("?{query}"));
            let path_and_query = format!("{path}{}", query.unwrap_or_default());
            match proxy::pass(target, &path_and_query, &request).await {
                Ok(response) => response.map(Either::Right),
                Err((status, text)) => files::plain(status, text).map(Either::Left),
            }
        }
        _ => files::answer(&site.root, path, request.headers()).map(Either::Left),
    }
}

/// The page's own links are relative: without the slash they would miss.
fn to_the_slash(base: &str) -> Response<Body> {
    let mut response = files::plain(StatusCode::PERMANENT_REDIRECT, "").map(Either::Left);
    if let Ok(location) = header::HeaderValue::try_from(base) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
