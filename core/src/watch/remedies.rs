//! What to do about a failure: sentence, and text to copy. Best first; for a service that is
//! leaking right now that is whatever needs no redeploy, because a redeploy destroys the evidence.

use super::url::host_of;

type Remedies = Vec<(String, String)>;

const MIDDLEWARE: &str = r#"// Lets a page of another origin read what the handler answers.
func allowOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		if r.Method == http.MethodOptions {
			w.Header().Set("Access-Control-Allow-Headers", r.Header.Get("Access-Control-Request-Headers"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// http.ListenAndServe("localhost:6060", allowOrigin(http.DefaultServeMux))
"#;

pub(super) fn cors(url: &str) -> Remedies {
    let mut all = without_redeploy(url);
    all.push((
        "For the next deploy: wrap the handler so that it allows other origins. Restarting the \
         service now destroys the evidence: save its profiles first."
            .into(),
        MIDDLEWARE.into(),
    ));
    all
}

pub(super) fn unreachable(url: &str) -> Remedies {
    let mut all = vec![(
        "See whether it answers at all, from a terminal.".into(),
        format!("curl -sv -o /dev/null {url}"),
    )];
    all.push((
        "If the service runs in Kubernetes, forward its port.".into(),
        "kubectl port-forward deploy/NAME 6060:6060".into(),
    ));
    all.extend(without_redeploy(url));
    all
}

pub(super) fn timed_out(url: &str) -> Remedies {
    vec![
        (
            "Ask it from a terminal, with more patience.".into(),
            format!("curl -sv --max-time 120 -o answer {url}"),
        ),
        (
            "Try again: a service under load may answer the next time.".into(),
            String::new(),
        ),
        save_files(url),
    ]
}

pub(super) fn unauthorised(url: &str) -> Remedies {
    vec![
        (
            "Give a request header, Authorization for instance. It stays in this page's memory. \
             The service then has to allow that header to other origins, or be asked through a proxy."
                .into(),
            String::new(),
        ),
        (
            "Save the profiles from a terminal and drop the files here.".into(),
            format!("curl -sf -H 'Authorization: Bearer …' -o goroutine.pb.gz {}goroutine", pprof_of(url)),
        ),
    ]
}

pub(super) fn not_found() -> Remedies {
    vec![
        (
            "Correct the path, or leave it empty to do without.".into(),
            String::new(),
        ),
        (
            "A Go service serves profiles at /debug/pprof/ once it imports this package and \
             serves http.DefaultServeMux. A redeploy ends the process you want to look at."
                .into(),
            "import _ \"net/http/pprof\"".into(),
        ),
    ]
}

pub(super) fn mixed_content(url: &str) -> Remedies {
    let mut all = vec![(
        "Serve this page from this machine: a page of localhost may ask http addresses.".into(),
        format!("cargo xtask serve --proxy {}", origin_of(url)),
    )];
    all.push((
        "Forward the service to localhost, which a secure page may ask.".into(),
        "kubectl port-forward deploy/NAME 6060:6060".into(),
    ));
    all.push(save_files(url));
    all
}

pub(super) fn local_network(url: &str) -> Remedies {
    let mut all = vec![(
        "Open the site settings left of the address bar, allow local network access (newer \
         versions: “apps on device”), and try again."
            .into(),
        String::new(),
    )];
    all.extend(without_redeploy(url));
    all
}

/// What helps while the service goes on running as it is.
fn without_redeploy(url: &str) -> Remedies {
    vec![
        (
            "Serve this page together with the service, under one origin. Nothing changes in the \
             service."
                .into(),
            format!("cargo xtask serve --proxy {}", origin_of(url)),
        ),
        (
            "In Kubernetes: let kubectl serve this page and the pods under one origin.".into(),
            "kubectl proxy --www=./dist --www-prefix=/ui/".into(),
        ),
        save_files(url),
    ]
}

fn save_files(url: &str) -> (String, String) {
    let pprof = pprof_of(url);
    (
        "Save the profiles from a terminal and drop the files here.".into(),
        format!("curl -sf -o goroutine.pb.gz {pprof}goroutine\ncurl -sf -o heap.pb.gz {pprof}heap"),
    )
}

fn origin_of(url: &str) -> String {
    let scheme = if url.starts_with("https://") {
        "https"
    } else {
        "http"
    };
    format!("{scheme}://{}", host_of(url))
}

/// The pprof index that `url` belongs to, or the usual one of its host.
fn pprof_of(url: &str) -> String {
    match url.split_once("/debug/pprof") {
        Some((before, _)) => format!("{before}/debug/pprof/"),
        None => format!("{}/debug/pprof/", origin_of(url)),
    }
}
