//! JavaScript that finds what a person would look for. Each is the body of a function with
//! `arguments`, for both browsers.

/// The text a person can see, white space as one space.
pub const VISIBLE_TEXT: &str = r"
return (document.body?.innerText ?? '').replace(/\s+/g, ' ').trim();
";

/// The control with this label (button, link, tab, row, …): an exact name first, then one that
/// starts with it, then one that holds it; null if there is none.
pub const CONTROL: &str = r#"
const wanted = arguments[0].trim().toLowerCase();
const clickable = 'button, a[href], summary, label, select, input, textarea, [role=button], [role=tab],'
  + ' [role=link], [role=menuitem], [role=menuitemradio], [role=option], [role=radio], [role=checkbox],'
  + ' [role=switch], [role=row], [role=treeitem], [tabindex], th, tr, option';
const name = (element) => [element.getAttribute('aria-label'), element.innerText,
    element.getAttribute('title'), element.getAttribute('placeholder'),
    element.labels?.[0]?.innerText, element.matches('input[type=submit], input[type=button]') ? element.value : null]
  .filter(Boolean).map((text) => text.replace(/\s+/g, ' ').trim().toLowerCase());
const shown = [...document.querySelectorAll(clickable)].filter((element) =>
  element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0);
// Innermost first: a row that holds the button is not what is meant.
const innermost = (found) => found.find((one) => !found.some((other) => other !== one && one.contains(other))) ?? null;
for (const fits of [(n) => n === wanted, (n) => n.startsWith(wanted), (n) => n.includes(wanted)]) {
  const found = shown.filter((element) => name(element).some(fits));
  if (found.length > 0) return innermost(found);
}
return null;
"#;

/// The field with this label, `aria-label` or placeholder; null if there is none.
pub const FIELD: &str = r#"
const wanted = arguments[0].trim().toLowerCase();
const fields = [...document.querySelectorAll('input, textarea, select, [contenteditable=true]')];
const names = (element) => [...(element.labels ?? [])].map((label) => label.innerText)
  .concat(element.getAttribute('aria-label'), element.getAttribute('placeholder'))
  .filter(Boolean).map((text) => text.replace(/\s+/g, ' ').trim().toLowerCase());
const shown = fields.filter((element) => element.checkVisibility({ visibilityProperty: true }));
for (const fits of [(n) => n === wanted, (n) => n.startsWith(wanted), (n) => n.includes(wanted)]) {
  const found = shown.find((element) => names(element).some(fits));
  if (found) return found;
}
return null;
"#;

/// The names of everything a person could click, for the message of a failed test.
pub const CONTROL_NAMES: &str = r"
return [...document.querySelectorAll('button, a[href], [role=tab], [role=button], summary')]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }))
  .map((element) => (element.getAttribute('aria-label') ?? element.innerText).replace(/\s+/g, ' ').trim())
  .filter(Boolean).slice(0, 60);
";

/// What asked for the rest of the wasm before it had come, if anything did.
pub const FORCED_REST: &str = r"
const [mark] = performance.getEntriesByName('leakscope:rest-forced');
return mark ? `after ${mark.startTime} ms: ${mark.detail ?? 'in the worker'}` : null;
";

/// User Timing marks so far: pairs of name and milliseconds since the navigation began.
pub const MARKS: &str = r"
return performance.getEntriesByType('mark').map((mark) => [mark.name, mark.startTime]);
";

/// Tasks of the page's thread over 50 ms so far: pairs of start and length, in milliseconds.
/// The last argument takes the answer.
pub const LONG_TASKS: &str = r"
const done = arguments[arguments.length - 1];
const tasks = [];
const keep = (entries) => { for (const task of entries) tasks.push([task.startTime, task.duration]); };
const observer = new PerformanceObserver((list) => keep(list.getEntries()));
observer.observe({ type: 'longtask', buffered: true });
// What is buffered comes in a task of its own, soon.
setTimeout(() => { keep(observer.takeRecords()); observer.disconnect(); done(tasks); }, 100);
";

/// Runs before the page's own scripts: keeps every worker within reach of a test, puts a file
/// field that is clicked without being on the page there, since only then can it be given files,
/// and writes down what is painted on canvases as text.
pub const PREPARE: &str = r"
globalThis.leakscopeTestWorkers = [];
globalThis.Worker = class extends Worker {
  constructor(...given) { super(...given); globalThis.leakscopeTestWorkers.push(this); }
};
const click = HTMLInputElement.prototype.click;
HTMLInputElement.prototype.click = function () {
  if (this.type !== 'file' || this.isConnected) return click.call(this);
  this.hidden = true;
  document.body.append(this);
};
globalThis.leakscopeTestPainted = new Set();
const fillText = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...where) {
  globalThis.leakscopeTestPainted.add(String(text));
  return fillText.call(this, text, ...where);
};
";

/// What was painted on canvases as text since the page was loaded, each text once.
pub const PAINTED: &str = "return [...globalThis.leakscopeTestPainted]";

/// The file field to give files to: the newest.
pub const FILE_FIELD: &str =
    "return [...document.querySelectorAll('input[type=file]')].at(-1) ?? null";

/// Ends the newest worker without a word: it answers no more.
pub const KILL_WORKER: &str = r"
const worker = globalThis.leakscopeTestWorkers.at(-1);
if (!worker) throw new Error('the page has started no worker');
worker.terminate();
";

/// Ends the newest worker as a trap of its wasm does: with an error event.
pub const CRASH_WORKER: &str = r"
const worker = globalThis.leakscopeTestWorkers.at(-1);
if (!worker) throw new Error('the page has started no worker');
worker.terminate();
worker.dispatchEvent(new ErrorEvent('error', { message: 'RuntimeError: unreachable' }));
";

/// What is in the store: `{records: {key: bytes}, blobs: {id: bytes}}`.
pub const STORED: &str = r"
const answer = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
return (async () => {
  const database = await answer(indexedDB.open('leakscope'));
  const stored = {};
  for (const name of ['records', 'blobs']) {
    const store = database.transaction(name).objectStore(name);
    const [keys, values] = await Promise.all([answer(store.getAllKeys()), answer(store.getAll())]);
    stored[name] = Object.fromEntries(keys.map((key, place) => [key, values[place].byteLength]));
  }
  database.close();
  return stored;
})();
";
