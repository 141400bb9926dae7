// Search of a saved sheet: rows and boxes without what is typed step back.
const field = document.getElementById('search');
const count = document.getElementById('count');
const isPart = (part) => part.localName === 'tr' || part.querySelector(':scope > title');
const parts = [...document.querySelectorAll('tbody tr, svg g')].filter(isPart);
field.addEventListener('input', () => {
  const typed = field.value.toLowerCase();
  let found = 0;
  for (const part of parts) {
    const name = part.querySelector(':scope > title')?.textContent ?? part.textContent;
    const fits = name.toLowerCase().includes(typed);
    part.classList.toggle('out', !fits);
    found += fits && typed !== '' && part.localName === 'tr' ? 1 : 0;
  }
  count.textContent = typed === '' ? '' : `${found} rows`;
});
