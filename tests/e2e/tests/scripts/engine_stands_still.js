// In front of the engine's own script: once told so, it says when it is in the middle of writing
// bytes, and stands still there.
let isTold = false;
addEventListener('message', (event) => { isTold ||= event.data === 'test: stand still when writing'; });
const standStill = () => {
  if (!isTold) return;
  postMessage('test: standing still');
  for (const end = performance.now() + 10_000; performance.now() < end;);
};
let hasBytes = false;
const { put } = IDBObjectStore.prototype;
IDBObjectStore.prototype.put = function (...given) {
  const request = put.apply(this, given);
  if (this.name === 'blobs') {
    hasBytes = true;
    if ('MOMENT' === 'put') standStill();
  }
  return request;
};
const { commit } = IDBTransaction.prototype;
IDBTransaction.prototype.commit = function () {
  commit.call(this);
  if (hasBytes && 'MOMENT' === 'commit') standStill();
  hasBytes = false;
};
