// The engine's worker: the page's own script, whose address is in this one's, and the page's wasm,
// which comes compiled with the first message, or in two halves, the second some time later. `main`
// sees that it runs in a worker and becomes the engine.
const module = new Promise((take) => addEventListener("message", (event) => take(event.data), { once: true }));
const second = module.then(() => new Promise((take) => {
    addEventListener("message", function hear({ data }) {
        if (data !== null && !(data instanceof WebAssembly.Module)) return;
        removeEventListener("message", hear);
        take(data);
    });
}));
const { default: init, rest } = await import(new URL(import.meta.url).searchParams.get("js"));
let start;
const started = new Promise((go) => start = go);
if (rest) {
    globalThis.leakscopeWantRest = () => postMessage("rest wanted");
    globalThis.leakscopeRest = Promise.all([second, started]).then(([module]) => module && rest.place(module));
}
await init({ module_or_path: await module });
start();
