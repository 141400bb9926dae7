// In the page: has the engine stand still in the middle of writing, and ends it there.
const worker = globalThis.leakscopeTestWorkers.at(-1);
worker.addEventListener('message', (event) => {
  if (event.data !== 'test: standing still') return;
  worker.terminate();
  worker.dispatchEvent(new ErrorEvent('error', { message: 'RuntimeError: unreachable' }));
});
worker.postMessage('test: stand still when writing');
