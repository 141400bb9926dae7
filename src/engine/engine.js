// The engine's worker: the page's own script, whose address is in this one's, and the page's wasm,
// which comes compiled with the first message. `main` sees that it runs in a worker and becomes the
// engine.
const module = new Promise((take) => addEventListener("message", (event) => take(event.data), { once: true }));
const { default: init } = await import(new URL(import.meta.url).searchParams.get("js"));
await init({ module_or_path: await module });
