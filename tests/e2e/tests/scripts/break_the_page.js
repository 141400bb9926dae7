// The browser throws out of a call the page's code never expects to fail, while that holds its own
// state: the next use of the state is a mistake it cannot go on from.
const { now } = Date;
Date.now = () => { Date.now = now; throw new Error('broken on purpose'); };
const worker = globalThis.leakscopeTestWorkers.at(-1);
for (let times = 0; times < 3; times += 1) {
  worker.dispatchEvent(new MessageEvent('message', { data: 'alive' }));
}
