//! What the first load consists of: `cargo run --example rooms -p xtask WASM`, of a wasm with names.

fn main() {
    let file = std::env::args().nth(1).expect("a wasm");
    let wasm = std::fs::read(file).expect("a wasm");
    let halves = xtask::pack::split::split(&wasm).expect("it splits");
    let mut own = Vec::new();
    for payload in wasmparser::Parser::new(0).parse_all(&halves.first) {
        if let Ok(wasmparser::Payload::CodeSectionEntry(body)) = payload {
            own.push(body.range().len());
        }
    }
    let imported = halves.names.len() - own.len();
    let mut rows: Vec<_> = own.iter().zip(&halves.names[imported..]).collect();
    rows.sort_by(|a, b| b.cmp(a));
    for (size, name) in rows {
        println!("{size:>7} {name}");
    }
    eprintln!(
        "first {} rest {} functions {}",
        halves.first.len(),
        halves.rest.len(),
        own.len()
    );
}
