// Starts the page and its engine. A file of its own, so that the content security policy needs no
// inline script. The addresses come with the tag that loads this file (`pattern_script` in Trunk.toml).
const { dataset } = document.getElementById("leakscope-start");
const js = new URL(dataset.js, document.baseURI);
const wasm = new URL(dataset.wasm, document.baseURI);

// The worker reads its scripts while the wasm comes, which is compiled once for both. The page's
// supervisor takes the worker over; it makes those that follow itself.
const address = new URL("engine.js", document.baseURI);
address.searchParams.set("js", js);
const engine = new Worker(address, { type: "module", name: "leakscope-engine" });
globalThis.leakscopeEngine = engine;

const compiled = WebAssembly.compileStreaming(fetch(wasm)).catch(async () => {
    // A host that does not know wasm's media type.
    const response = await fetch(wasm);
    return WebAssembly.compile(await response.arrayBuffer());
});
// This runs as soon as it is there, so that the worker starts while the page is still read.
const parsed = new Promise((go) => {
    if (document.body) go();
    else addEventListener("DOMContentLoaded", go, { once: true });
});
const [{ default: init }, module] = await Promise.all([import(js), compiled, parsed]);
engine.postMessage(module);
await init({ module_or_path: module });
dispatchEvent(new CustomEvent("TrunkApplicationStarted"));
