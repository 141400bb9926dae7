//! What of a profile is the person's own code, as an expression for a filter.

use super::PackageClass;
use super::package::{package_class, package_path};
use crate::expression;
use crate::profile::Tables;

/// More paths than this are no filter that a person can read.
const MOST_PATHS: usize = 40;
/// Hosts on which the second element of a path is a person, not yet a module.
const SHARED_HOSTS: [&str; 3] = ["github.com", "gitlab.com", "bitbucket.org"];

/// An expression that matches the functions of the program's own module and no others of this profile:
/// `^(?:main\.|example\.com/shop[./])`. None of what is not Go, or where no function is told to be its own.
///
/// Whose a package is says [`package_class`]. Paths are as short as they can be without matching another
/// module's packages.
pub fn own_code(tables: &Tables) -> Option<String> {
    let (mut own, mut others) = (Vec::new(), Vec::new());
    let mut is_go = false;
    for (name, file) in tables.functions.name.iter().zip(&tables.functions.file) {
        let (name, file) = (tables.strings.get(*name), tables.strings.get(*file));
        let package = package_path(&name);
        is_go |= package == "runtime";
        match package_class(&name, &file) {
            PackageClass::App => own.push(package.to_owned()),
            _ => others.push(package.to_owned()),
        }
    }
    for packages in [&mut own, &mut others] {
        packages.sort_unstable();
        packages.dedup();
    }
    if !is_go || own.is_empty() {
        return None;
    }
    let mut parts: Vec<String> = own.iter().map(|path| part(path, &others)).collect();
    parts.sort_unstable();
    parts.dedup();
    if parts.len() > MOST_PATHS {
        return None;
    }
    Some(match &parts[..] {
        [one] => format!("^{one}"),
        all => format!("^(?:{})", all.join("|")),
    })
}

/// What matches a package of one's own and those beside it: the shortest path that holds it and none of
/// the others, or else the package alone.
fn part(package: &str, others: &[String]) -> String {
    let alone = || format!("{}\\.", expression::literally(package));
    if package == "main" {
        return alone();
    }
    let host = package.split('/').next().unwrap_or_default();
    let least = match host {
        host if SHARED_HOSTS.contains(&host) => 3,
        host if host.contains('.') => 2,
        _ => 1,
    };
    let ends = package.match_indices('/').map(|(at, _)| at);
    let mut paths = ends.chain([package.len()]).map(|end| &package[..end]);
    let shortest = paths
        .by_ref()
        .skip(least - 1)
        .find(|path| !holds_any(path, others));
    match shortest {
        Some(path) => format!("{}[./]", expression::literally(path)),
        None => alone(),
    }
}

/// Whether any of the packages, which are sorted, is this path or below it.
fn holds_any(path: &str, packages: &[String]) -> bool {
    let below = format!("{path}/");
    let at = packages.partition_point(|package| package.as_str() < below.as_str());
    let is_below = |package: &String| package.starts_with(&below);
    let is_it = packages.binary_search_by(|package| package.as_str().cmp(path));
    is_it.is_ok() || packages.get(at).is_some_and(is_below)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::testing::folded;

    #[track_caller]
    fn check(stacks: &str, expected: Option<&str>) -> Option<String> {
        let profile = folded("samples/count", stacks);
        let found = own_code(&profile.tables);
        assert_eq!(found.as_deref(), expected);
        found
    }

    #[test]
    fn the_module_and_main_and_nothing_else() {
        let found = check(
            "runtime.goexit;net/http.(*conn).serve;shop/api.Serve;main.handle;shop/stock.Take 1\n\
             runtime.goexit;go.uber.org/zap.New;database/sql.Open 2\n",
            Some(r"^(?:main\.|shop[./])"),
        );
        let matches = expression::compile(&found.expect("some")).expect("an expression");
        for own in [
            "main.handle",
            "shop/stock.Take",
            "shop.init",
            "main.main.func1",
        ] {
            assert!(matches(own), "{own}");
        }
        for other in [
            "runtime.goexit",
            "shopper.New",
            "example.com/shop.New",
            "go.uber.org/zap.New",
        ] {
            assert!(!matches(other), "{other}");
        }
    }

    #[test]
    fn a_path_grows_until_it_holds_nothing_of_others() {
        let own = ["golang.org/x/mine", "github.com/me/a/b"].map(str::to_owned);
        let others = ["github.com/me/c", "golang.org/x/net"].map(str::to_owned);
        let parts = own.map(|package| part(&package, &others));
        assert_eq!(parts, [r"golang\.org/x/mine[./]", r"github\.com/me/a[./]"]);
        assert_eq!(part("a/b", &["a/b/c".to_owned()]), r"a/b\.");
        assert_eq!(part("github.com", &[]), r"github\.com\.");
    }

    #[test]
    fn none_where_there_is_none() {
        check("runtime.goexit;net/http.Get 1\n", None);
        check("java.lang.Thread.run;com.shop.Main 1\n", None);
        check("", None);
    }
}
