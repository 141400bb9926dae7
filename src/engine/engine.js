// The engine's worker: the page's own script and wasm, whose addresses are in this one's.
// `main` sees that it runs in a worker and becomes the engine.
const addresses = new URL(import.meta.url).searchParams;
const { default: init } = await import(addresses.get("js"));
await init({ module_or_path: addresses.get("wasm") });
