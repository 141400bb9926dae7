// Starts the page. A file of its own, so that the content security policy needs no inline script.
// The addresses come with the tag that loads this file (`pattern_script` in Trunk.toml).
const { js, wasm } = document.getElementById("leakscope-start").dataset;
const { default: init } = await import(new URL(js, document.baseURI));
await init({ module_or_path: new URL(wasm, document.baseURI) });
dispatchEvent(new CustomEvent("TrunkApplicationStarted"));
