//! Whether what was typed can be watched, in plain words.

use web_sys::Url;

/// A base address, without a slash at its end; or what is wrong with it.
///
/// `localhost:8080` is taken as `http://localhost:8080`.
pub fn base_url(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("An address is needed, for example http://localhost:8080.".into());
    }
    let full = match text.contains("://") {
        true => text.to_owned(),
        // A path of this page's own origin: a service behind `cargo xtask serve --proxy`.
        false if text.starts_with('/') => own_origin() + text,
        false => format!("http://{text}"),
    };
    let url = Url::new(&full).map_err(|_| {
        format!("“{text}” is no address. It should look like http://localhost:8080.")
    })?;
    check(&url)?;
    if !url.search().is_empty() || !url.hash().is_empty() {
        return Err("The base address has no ? or # part. Give paths in the fields below.".into());
    }
    Ok(url.href().trim_end_matches('/').to_owned())
}

/// A path under the base, or an absolute address; empty is allowed and means: not asked.
pub fn path(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.starts_with('/') {
        return Ok(text.to_owned());
    }
    if text.contains("://") {
        let url = Url::new(text).map_err(|_| format!("“{text}” is no address."))?;
        check(&url)?;
        return Ok(text.to_owned());
    }
    Ok(format!("/{text}"))
}

/// What is not asked for its own sake: other schemes, and names and passwords, which belong in a header.
fn check(url: &Url) -> Result<(), String> {
    match url.protocol().as_str() {
        "http:" | "https:" => {}
        other => {
            return Err(format!(
                "{other}// cannot be watched: only http:// and https:// can."
            ));
        }
    }
    // Browsers let a blank in a host name through, escaped.
    if url.hostname().contains('%') {
        return Err("The host of that address holds a character no host name has. It should look like http://localhost:8080.".into());
    }
    if !url.username().is_empty() || !url.password().is_empty() {
        return Err("Leave user name and password out of the address: give an Authorization header below; it stays in memory only.".into());
    }
    Ok(())
}

fn own_origin() -> String {
    crate::leptos::window()
        .location()
        .origin()
        .unwrap_or_default()
}

/// A name for a service without one: host and port, and the path where it has one.
pub fn name_of(base_url: &str) -> String {
    let name = base_url
        .split_once("://")
        .map_or(base_url, |(_, rest)| rest);
    name.to_owned()
}
