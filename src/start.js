// Starts the page and its engine. A file of its own, so that the content security policy needs no
// inline script. The addresses come with the tag that loads this file (`pattern_script` in Trunk.toml).
const { dataset } = document.getElementById("leakscope-start");
const js = new URL(dataset.js, document.baseURI);
const wasm = new URL(dataset.wasm, document.baseURI);

// `cargo xtask pack` leaves the wasm in streams that compress better (`unpack/`), and puts here, in
// base64, the wasm that puts them together.
const unpacker = "";

// The worker reads its scripts while the wasm comes, which is compiled once for both. The page's
// supervisor takes the worker over; it makes those that follow itself.
const address = new URL("engine.js", document.baseURI);
address.searchParams.set("js", js);
const engine = new Worker(address, { type: "module", name: "leakscope-engine" });
globalThis.leakscopeEngine = engine;

const compiled = unpacker ? compileUnpacked(fetch(wasm)) : WebAssembly.compileStreaming(fetch(wasm));
// This runs as soon as it is there, so that the worker starts while the page is still read.
const parsed = new Promise((go) => {
    if (document.body) go();
    else addEventListener("DOMContentLoaded", go, { once: true });
});
try {
    const [{ default: init }, module] = await Promise.all([import(js), compiled, parsed]);
    engine.postMessage(module);
    await init({ module_or_path: module });
    dispatchEvent(new CustomEvent("TrunkApplicationStarted"));
} catch (error) {
    await parsed;
    const report = document.createElement("p");
    report.setAttribute("role", "alert");
    report.textContent =
        `Leakscope could not start: ${error}. Its files may not have come whole: reload the page. ` +
        "What was recorded is still stored.";
    document.body.append(report);
    throw error;
}

async function compileUnpacked(fetched) {
    const bytes = Uint8Array.from(atob(unpacker), (char) => char.charCodeAt(0));
    const [{ instance }, response] = await Promise.all([WebAssembly.instantiate(bytes), fetched]);
    if (!response.ok) throw new Error(`${response.url} is not there (${response.status})`);
    const file = new Uint8Array(await response.arrayBuffer());
    const [streams, module] = new Uint32Array(file.buffer, 0, 2);
    // The file, its streams and the module side by side, behind what the unpacker needs itself.
    const { memory, unpack, __heap_base } = instance.exports;
    const start = __heap_base.value;
    const end = start + file.length + streams + module;
    memory.grow(Math.ceil((end - memory.buffer.byteLength) / 65536));
    new Uint8Array(memory.buffer).set(file, start);
    if (!unpack(start, file.length, streams, module)) throw new Error(`${response.url} is damaged`);
    return WebAssembly.compile(new Uint8Array(memory.buffer, end - module, module));
}
