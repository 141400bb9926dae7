//! Go's own frames in a goroutine's stack, and the function a stack is known by without them.

/// Whether a frame is the runtime's own, which stands at the leaf of any waiting goroutine.
pub(crate) fn is_runtime(function: &str) -> bool {
    function.starts_with("runtime.") || function.starts_with("internal/runtime/")
}

/// Whether a frame stands at the root of any goroutine.
pub(crate) fn is_root(function: &str) -> bool {
    matches!(function, "runtime.main" | "runtime.goexit")
}

/// Whether a frame only carries what a frame above it wanted: polling, buffers, locks' insides.
pub(crate) fn is_plumbing(function: &str) -> bool {
    const PACKAGES: [&str; 10] = [
        "internal/",
        "net.",
        "bufio.",
        "io.",
        "crypto/",
        "sync.",
        "syscall.",
        "os.",
        "time.",
        "vendor/",
    ];
    is_runtime(function)
        || PACKAGES.iter().any(|package| function.starts_with(package))
        || matches!(
            function,
            "net/http.(*persistConn).Read" | "net/http.(*connReader).Read"
        )
}

/// The function a stack is known by: the first from the leaf that is not plumbing, else the first
/// that is not the runtime's, else the leaf. `frames` is leaf first.
pub(crate) fn known_by<S: AsRef<str>>(frames: &[S]) -> &str {
    let find = |skip: fn(&str) -> bool| frames.iter().map(AsRef::as_ref).find(|f| !skip(f));
    find(is_plumbing)
        .or_else(|| find(is_runtime))
        .or(frames.first().map(AsRef::as_ref))
        .unwrap_or("")
}

/// The stack as it is known across profile forms, leaf first: without the runtime's frames at the
/// leaf (text forms leave them out) and at the root. One of nothing else stays whole.
pub(crate) fn trimmed<S: AsRef<str>>(frames: &[S]) -> &[S] {
    let Some(start) = frames.iter().position(|f| !is_runtime(f.as_ref())) else {
        return frames;
    };
    let roots = frames.iter().rev();
    let roots = roots.take_while(|f| is_root(f.as_ref())).count();
    &frames[start..frames.len() - roots]
}
