//! What wasm-bindgen's script has to know of a wasm that is in two.

use super::LOAD;
use crate::Result;

/// Loads the rest, in a page and in a worker.
const GLUE: &str = include_str!("glue.js");
/// Where the script says what its wasm imports: each module by its name.
const IMPORTS: &str = ": import0,";

/// The script with what loads the rest, whose files are called `NAME_rest`.
pub fn added(script: &str, name: &str) -> Result<String> {
    if script.matches(IMPORTS).count() != 1 {
        return Err("wasm-bindgen's script does not say what it imports as expected".into());
    }
    let (module, load) = LOAD;
    let imports = format!("{IMPORTS}\n{module}: {{ {load}: loadRest }},");
    Ok(script.replace(IMPORTS, &imports) + &GLUE.replace("NAME", name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_loads_the_rest() {
        let script = "return {\n\"./page.js\": import0,\n};\n";
        let added = added(script, "page").unwrap();
        assert!(
            added.starts_with("return {\n\"./page.js\": import0,\nrest: { load: loadRest },\n};\n")
        );
        assert!(added.contains("\"page_rest.packed\""));
        assert!(super::added("return {};", "page").is_err());
    }
}
