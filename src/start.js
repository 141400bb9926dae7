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
// The page's own script says what it cannot go on without.
globalThis.leakscopeReport = report;

const compiled = unpacker ? compileUnpacked(fetch(wasm)) : WebAssembly.compileStreaming(fetch(wasm));
// This runs as soon as it is there, so that the worker starts while the page is still read.
const parsed = new Promise((go) => {
    if (document.body) go();
    else addEventListener("DOMContentLoaded", go, { once: true });
});
try {
    const [{ default: init, rest }, module] = await Promise.all([import(js), compiled, parsed]);
    engine.postMessage(module);
    let start;
    const started = new Promise((go) => start = go);
    // In a build that comes in two, what tells the page when the second half is there (src/rest.rs).
    if (rest) globalThis.leakscopeRest = bring(rest, started);
    await init({ module_or_path: module });
    start();
    dispatchEvent(new CustomEvent("TrunkApplicationStarted"));
} catch (error) {
    await parsed;
    report(error);
    throw error;
}

function report(error, what = "could not start") {
    const report = document.createElement("p");
    report.setAttribute("role", "alert");
    report.textContent =
        `Leakscope ${what}: ${error}. Its files may not have come whole: reload the page. ` +
        "It needs a browser of 2023 or newer. What was recorded is still stored.";
    document.body.append(report);
}

// Once the first screen is ready, or somebody waits for the rest before that: a link's view, an engine
// that finds something stored (src/rest.rs).
function wanted() {
    return new Promise((go) => {
        globalThis.leakscopeWantRest = go;
        if (location.hash.length > 1) go();
        engine.addEventListener("message", ({ data }) => data === "rest wanted" && go());
        new PerformanceObserver((list) => list.getEntriesByName("leakscope:ready").length && go())
            .observe({ type: "mark", buffered: true });
        setTimeout(go, 2000);
    });
}

// The rest of the wasm, behind everything the first screen waits for: fetched once the first half has
// come, put together once the page is ready. Where that fails, it is loaded by whoever needs it.
async function bring(rest, started) {
    const isWanted = wanted();
    let module = null;
    try {
        const fetched = fetch(rest.address, { priority: "low" });
        fetched.catch(() => {});
        await started;
        await isWanted;
        module = await compileUnpacked(fetched);
        rest.place(module);
        performance.mark("leakscope:whole");
    } catch (error) {
        console.warn(`The rest of Leakscope is loaded when it is needed: ${error}`);
    }
    // The page has it first: what the engine answers may need it there.
    engine.postMessage(module);
    return module;
}

async function compileUnpacked(fetched) {
    const bytes = Uint8Array.from(atob(unpacker), (char) => char.charCodeAt(0));
    const [{ instance }, response] = await Promise.all([WebAssembly.instantiate(bytes), fetched]);
    if (!response.ok) throw new Error(`${response.url} is not there (${response.status})`);
    const streams = response.body.pipeThrough(new DecompressionStream("gzip"));
    const packed = await new Response(streams).arrayBuffer();
    // Side by side behind what the unpacker needs of its memory itself.
    const { memory, unpack, __heap_base } = instance.exports;
    const [length] = new Uint32Array(packed, 0, 1);
    const from = __heap_base.value;
    const to = from + packed.byteLength;
    memory.grow(Math.ceil((to + length - memory.buffer.byteLength) / 65536));
    new Uint8Array(memory.buffer).set(new Uint8Array(packed), from);
    if (!unpack(from, packed.byteLength, to, length)) throw new Error(`${response.url} is damaged`);
    return WebAssembly.compile(new Uint8Array(memory.buffer, to, length));
}
