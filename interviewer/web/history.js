// Which view the address names; the history opens without a reload. A file that is chosen is sent and told about.
const nameView = () => {
  const named = new URLSearchParams(location.search);
  document.documentElement.dataset.view = named.get('view') || (named.get('s') ? 'interview' : '');
};
const openHistory = () => {
  const button = document.querySelector('#history-open');
  if (button) button.click(); else setTimeout(openHistory, 50);
};
const arrive = () => { nameView(); if (document.documentElement.dataset.view === 'history') openHistory(); };
addEventListener('popstate', arrive);
arrive();

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href^="?view=history"]');
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  history.pushState(null, '', link.getAttribute('href'));
  scrollTo(0, 0);
  arrive();
});

document.addEventListener('change', async (event) => {
  if (event.target.id !== 'import-file') return;
  const said = document.querySelector('#import-said');
  said.textContent = 'Taking it in …';
  const lines = [];
  for (const file of event.target.files) {
    try {
      const reply = await fetch('sessions', {
        method: 'POST', body: file, headers: { 'content-type': 'application/json' },
      });
      lines.push(`${file.name}: ${await reply.text()}`);
    } catch (error) {
      lines.push(`${file.name}: it could not be sent; the file may be too large, or the program has ended.`);
    }
  }
  event.target.value = '';
  said.textContent = lines.join(' ');
});
