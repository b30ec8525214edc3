// Which view the address names. A link of the history loads the page anew: a second event of a button seems to be dropped
// whose first is not quite over, and with it what was clicked. A file that is chosen is sent and told about.
const nameView = () => {
  document.documentElement.dataset.view = new URLSearchParams(location.search).get('view') || '';
};
const openHistory = () => {
  const button = document.querySelector('#history-open');
  if (button) button.click(); else setTimeout(openHistory, 50);
};
const arrive = () => { nameView(); if (document.documentElement.dataset.view === 'history') openHistory(); };
addEventListener('popstate', arrive);
arrive();

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
