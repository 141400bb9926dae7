// Before the page's own scripts: its clock runs twenty times as fast, its engine's does not.
globalThis.leakscopeTestWorkers = [];
globalThis.Worker = class extends Worker {
  constructor(...given) { super(...given); globalThis.leakscopeTestWorkers.push(this); }
};
const speed = 20;
const [now, start] = [Date.now, Date.now()];
Date.now = () => start + (now() - start) * speed;
const wait = globalThis.setTimeout;
globalThis.setTimeout = (call, ms = 0, ...given) => wait(call, ms / speed, ...given);
