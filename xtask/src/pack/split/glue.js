
// What `cargo xtask pack` adds to this script: the rest of the wasm, for a page and for its worker. The
// start script loads it once the page runs; what cannot wait for that has it at once.
let isRestPlaced = false;
export const rest = {
    address: new URL("NAME_rest.packed", import.meta.url),
    place(module) {
        if (!isRestPlaced) new WebAssembly.Instance(module, { "": wasm });
        isRestPlaced = true;
    },
};
function loadRest() {
    if (isRestPlaced) return;
    performance.mark("leakscope:rest-forced", { detail: new Error().stack });
    if (!globalThis.document) postMessage("rest forced");
    try {
        const request = new XMLHttpRequest();
        request.open("GET", new URL("NAME_rest.wasm", import.meta.url), false);
        request.overrideMimeType("text/plain; charset=x-user-defined");
        request.send();
        if (request.status !== 200) throw new Error(`the rest of the page is not there (${request.status})`);
        const bytes = Uint8Array.from(request.responseText, (char) => char.charCodeAt(0) & 255);
        rest.place(new WebAssembly.Module(bytes));
    } catch (error) {
        globalThis.leakscopeReport?.(error, "cannot go on");
        throw error;
    }
}
