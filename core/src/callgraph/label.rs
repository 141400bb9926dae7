//! A function's name as pprof writes it into a box: without the path of its package, its parts on lines
//! of their own (google/pprof `ShortenFunctionName`, `multilinePrintableName`). pprof does it with
//! regular expressions; each function here is one of them.

/// `http.(*conn).serve` of `net/http.(*conn).serve`; for C++ and Java the class and the method. A name
/// of another form as it is.
pub fn shortened(name: &str) -> String {
    let name = name.strip_prefix("(anonymous namespace)::").unwrap_or(name);
    let name = without_version(name);
    let short = without_go_path(&name)
        .or_else(|| java_method(&name))
        .or_else(|| cpp_method(&name));
    match short {
        Some(short) => short.to_owned(),
        None => name,
    }
}

/// The lines of a box: `http`, `(*conn)`, `serve`.
pub fn name_lines(name: &str) -> Vec<String> {
    lines_of(&shortened(name))
}

/// `name` at its `::` and its points, but for those of `[...]`.
pub fn lines_of(name: &str) -> Vec<String> {
    let name = name.replace("::", "\n").replace("[...]", "[…]");
    name.split(['\n', '.']).map(str::to_owned).collect()
}

/// `^(.*?)/v(?:[2-9]|[1-9][0-9]+)([./].*)$`, of which the version goes.
fn without_version(name: &str) -> String {
    if name.contains('\n') {
        return name.to_owned();
    }
    for (at, _) in name.match_indices("/v") {
        let rest = &name[at + 2..];
        let number = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = &rest[..rest.len() - number.len()];
        let is_version = match digits.len() {
            0 => false,
            1 => digits >= "2",
            _ => !digits.starts_with('0'),
        };
        if is_version && number.starts_with(['.', '/']) {
            return format!("{}{number}", &name[..at]);
        }
    }
    name.to_owned()
}

/// `^(?:[\w\-\.]+\/)+([^.]+\..+)`
fn without_go_path(name: &str) -> Option<&str> {
    let mut starts = Vec::new();
    let mut start = 0;
    while let Some(slash) = name[start..].find('/') {
        let segment = &name[start..start + slash];
        if segment.is_empty()
            || !segment
                .chars()
                .all(|c| is_word(c) || matches!(c, '-' | '.'))
        {
            break;
        }
        start += slash + 1;
        starts.push(start);
    }
    starts.into_iter().rev().find_map(|start| {
        let rest = &name[start..];
        let point = rest.find('.').filter(|&point| point > 0)?;
        let line = rest[point + 1..].split('\n').next().unwrap_or_default();
        (!line.is_empty()).then(|| &rest[..point + 1 + line.len()])
    })
}

/// `^(?:[a-z]\w*\.)*([A-Z][\w\$]*\.(?:<init>|[a-z][\w\$]*(?:\$\d+)?))(?:(?:\()|$)`
fn java_method(name: &str) -> Option<&str> {
    let mut class = name;
    while class.starts_with(|c: char| c.is_ascii_lowercase()) {
        class = class.trim_start_matches(is_word).strip_prefix('.')?;
    }
    let is_part = |c: char| is_word(c) || c == '$';
    let rest = class.strip_prefix(|c: char| c.is_ascii_uppercase())?;
    let method = rest.trim_start_matches(is_part).strip_prefix('.')?;
    let rest = match method.strip_prefix("<init>") {
        Some(rest) => rest,
        None => method
            .strip_prefix(|c: char| c.is_ascii_lowercase())?
            .trim_start_matches(is_part),
    };
    let is_whole = rest.is_empty() || rest.starts_with('(');
    is_whole.then(|| &class[..class.len() - rest.len()])
}

/// `^(?:[_a-zA-Z]\w*::)+(_*[A-Z]\w*::~?[_a-zA-Z]\w*(?:<.*>)?)`
fn cpp_method(name: &str) -> Option<&str> {
    let mut starts = Vec::new();
    let mut rest = name;
    while let Some(next) = after_word(rest).and_then(|rest| rest.strip_prefix("::")) {
        starts.push(name.len() - next.len());
        rest = next;
    }
    starts.into_iter().rev().find_map(|start| {
        let class = &name[start..];
        let rest = class.trim_start_matches('_');
        let rest = rest.strip_prefix(|c: char| c.is_ascii_uppercase())?;
        let method = rest.trim_start_matches(is_word).strip_prefix("::")?;
        let rest = after_word(method.strip_prefix('~').unwrap_or(method))?;
        let line = rest.split('\n').next().unwrap_or_default();
        let arguments = match line.strip_prefix('<').and_then(|line| line.rfind('>')) {
            Some(end) => end + 2,
            None => 0,
        };
        Some(&class[..class.len() - rest.len() + arguments])
    })
}

/// What follows `[_a-zA-Z]\w*`.
fn after_word(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(|c: char| c == '_' || c.is_ascii_alphabetic())?;
    Some(rest.trim_start_matches(is_word))
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Those of google/pprof's own test, `TestShortenFunctionName`, and some more.
    #[test]
    fn names_as_pprof_shortens_them() {
        for (name, short) in [
            ("root", "root"),
            ("syscall.Syscall", "syscall.Syscall"),
            ("net/http.(*conn).serve", "http.(*conn).serve"),
            ("github.com/blahBlah/foo.Foo", "foo.Foo"),
            ("github.com/BlahBlah/foo.Foo", "foo.Foo"),
            ("github.com/BlahBlah/foo.Foo[...]", "foo.Foo[...]"),
            (
                "github.com/blah-blah/foo_bar.(*FooBar).Foo",
                "foo_bar.(*FooBar).Foo",
            ),
            (
                "encoding/json.(*structEncoder).(encoding/json.encode)-fm",
                "json.(*structEncoder).(encoding/json.encode)-fm",
            ),
            (
                "github.com/blah/blah/vendor/gopkg.in/redis.v3.(*baseClient).(github.com/blah/blah/vendor/gopkg.in/redis.v3.process)-fm",
                "redis.v3.(*baseClient).(github.com/blah/blah/vendor/gopkg.in/redis.v3.process)-fm",
            ),
            ("github.com/foo/bar/v4.(*Foo).Bar", "bar.(*Foo).Bar"),
            ("github.com/foo/bar/v4/baz.Foo.Bar", "baz.Foo.Bar"),
            ("github.com/foo/bar/v123.(*Foo).Bar", "bar.(*Foo).Bar"),
            ("github.com/foobar/v0.(*Foo).Bar", "v0.(*Foo).Bar"),
            ("github.com/foobar/v1.(*Foo).Bar", "v1.(*Foo).Bar"),
            ("example.org/v2xyz.Foo", "v2xyz.Foo"),
            ("github.com/foo/bar/v4/v4.(*Foo).Bar", "v4.(*Foo).Bar"),
            (
                "java.util.concurrent.ThreadPoolExecutor.<init>",
                "ThreadPoolExecutor.<init>",
            ),
            ("java.bar.foo.FooBar.run(java.lang.Runnable)", "FooBar.run"),
            ("google.Buzz$Foo.run$lambda$1", "Buzz$Foo.run$lambda$1"),
            ("(anonymous namespace)::Bar::Foo", "Bar::Foo"),
            ("(anonymous namespace)::foo", "foo"),
            ("cpp::namespace::Class::method", "Class::method"),
            ("foo::Bar::operator()(int)", "Bar::operator"),
            ("ns::Class::~Class", "Class::~Class"),
            (
                "ns::Class::method<int, Foo<double>>(x)",
                "Class::method<int, Foo<double>>",
            ),
            ("foo_bar::Foo", "foo_bar::Foo"),
            ("a/b.c\nd.e", "b.c"),
            ("", ""),
        ] {
            assert_eq!(shortened(name), short, "{name}");
        }
    }

    #[test]
    fn lines_of_a_box() {
        assert_eq!(
            name_lines("net/http.(*conn).serve"),
            ["http", "(*conn)", "serve"]
        );
        assert_eq!(name_lines("a/b.Map[...]"), ["b", "Map[…]"]);
        assert_eq!(name_lines("ns::Class::run"), ["Class", "run"]);
        assert_eq!(name_lines(""), [""]);
    }
}
