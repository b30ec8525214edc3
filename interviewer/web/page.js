// What gradio leaves undone: the clock, a draft that survives a reload, double clicks, names and live regions for
// screen readers, and the focus at each step.
const tick = () => {
  for (const clock of document.querySelectorAll('.clock')) {
    const { spent, since, most } = clock.dataset;
    const on = since ? Math.min(Math.max(Date.now() / 1000 - Number(since), 0), Number(most)) : 0;
    const seconds = Math.floor(Number(spent) + on);
    const shown = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    if (clock.textContent !== shown) clock.textContent = shown;
  }
};
setInterval(tick, 1000);

// What is typed and not sent yet survives a reload of this tab; it is gone with the tab.
const draftOf = () => `draft ${new URLSearchParams(location.search).get('s')}`;
const keepDraft = () => {
  const typed = document.querySelector('#composer textarea')?.value;
  if (typed === undefined) return;
  if (typed) sessionStorage.setItem(draftOf(), typed); else sessionStorage.removeItem(draftOf());
};
let restored = false;
const restoreDraft = () => {
  const composer = document.querySelector('#composer textarea');
  if (restored || !composer?.offsetParent) return;
  restored = true;
  const draft = sessionStorage.getItem(draftOf());
  if (draft && !composer.value) {
    composer.value = draft;
    composer.dispatchEvent(new Event('input', { bubbles: true }));
  }
  setInterval(keepDraft, 1000);
  addEventListener('pagehide', keepDraft);
};

// A second click on the same button within a moment is a double click, which means one; a script's click is no hand's.
const DOUBLE = 600;
let clicked = null, clickedAt = 0;
addEventListener('click', (event) => {
  const button = event.target.closest?.('button');
  if (!button || !event.isTrusted) return;
  if (button === clicked && event.timeStamp - clickedAt < DOUBLE) {
    event.stopImmediatePropagation();
    event.preventDefault();
  }
  [clicked, clickedAt] = [button, event.timeStamp];
}, true);

const set = (element, name, value) => {
  if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
};

// The chat streams, so it is silent: the announcer says each line once, when it is whole.
const nameParts = () => {
  const log = document.querySelector('#chat [role=log]');
  set(log, 'aria-live', 'off');
  set(log, 'aria-label', 'Conversation');
  set(log, 'tabindex', '0');
  for (const said of document.querySelectorAll('#chat [data-testid=bot], #chat [data-testid=user]')) {
    set(said, 'role', 'group');
    set(said, 'aria-label', said.dataset.testid === 'bot' ? 'Interviewer' : 'You');
  }
  const announcer = document.querySelector('#announcer');
  set(announcer, 'role', 'status');
  set(announcer, 'aria-live', 'polite');
  for (const choices of document.querySelectorAll('fieldset')) {
    const named = choices.querySelector('[data-testid=block-info]');
    if (named) set(choices, 'aria-label', named.textContent.trim());
    for (const radio of choices.querySelectorAll('input[type=radio]')) set(radio, 'name', choices.id || named?.textContent);
  }
  for (const place of document.querySelectorAll('.block.told')) set(place, 'role', 'status');
  for (const points of document.querySelectorAll('fieldset[id$=challenged-point]')) {
    set(points, 'aria-describedby', points.id.replace('challenged-point', 'challenge-told'));
  }
  for (const opener of document.querySelectorAll('button.label-wrap')) {
    set(opener, 'aria-expanded', String(opener.nextElementSibling?.style.display !== 'none'));
  }
  set(document.querySelector('main.contain'), 'role', 'none');  // gradio's, around the head too
  set(document.querySelector('#head'), 'role', 'banner');
  for (const view of document.querySelectorAll('#start, #interview, #history')) set(view, 'role', 'main');
  const settings = document.querySelector('#settings');
  set(settings, 'role', 'region');
  set(settings, 'aria-label', 'Model settings');
  set(document.querySelector('#grades'), 'role', 'group');
  set(document.querySelector('#grades'), 'aria-labelledby', 'rate-ask');
};

// The tab says which view it shows: the interview by its name, the history with its part or the interview that is read.
const HOME = 'Mock interview';
const VIEWS = {
  history: ['#history-body h2[tabindex]', '#history-part label:has(:checked)', '#history h1'], interview: ['#interview h1'],
};
const nameTab = () => {
  const view = document.documentElement.dataset.view === 'history' ? 'history' : 'interview';
  const names = VIEWS[view].map((place) => document.querySelector(place)).filter((named) => named?.checkVisibility());
  const title = [...new Set([...names.map((named) => named.textContent.trim()), HOME])].join(' – ');
  if (document.title !== title) document.title = title;
};

// What is refused is told under what was pressed, and comes in sight there.
const told = new WeakMap();
const showTold = () => {
  for (const place of document.querySelectorAll('.block.told')) {
    const says = place.textContent.trim();
    if (says && told.get(place) !== says) place.scrollIntoView({ block: 'nearest' });
    told.set(place, says);
  }
};

// When the candidate is at something new, the focus goes there, unless it is somewhere that she chose.
const TARGETS = { rate: '#rate-ask', own: '#own-ask', card: '#card h2', debrief: '#debrief h2', next: '#next', answer: '#composer textarea' };
const touch = matchMedia('(pointer: coarse)').matches;
let phase = '', due = '';
const moveFocus = () => {
  const now = document.querySelector('.progress')?.dataset.phase || '';
  if (now !== phase) [phase, due] = [now, now];
  const word = due.split(' ')[0];
  const target = TARGETS[word] && document.querySelector(TARGETS[word]);
  if (!target || !target.offsetParent) return;
  due = '';
  const active = document.activeElement;
  const lost = !active || active === document.body || !active.offsetParent;
  if (!lost && !active.closest('#rating, #own-grades, #reviewing, #answering')) return;
  if (word === 'answer' && touch) return;
  if (word !== 'answer' && word !== 'next') target.tabIndex = -1;
  target.focus();
  if (word !== 'answer') target.scrollIntoView({ block: 'start' });
};

// A button that takes itself away hands the focus on: to what it brought, or back to the answer.
const ANSWER = touch ? '#chat [role=log]' : '#composer textarea';  // on a phone the keyboard would cover what was said
const HEIRS = {
  hint: ANSWER, skip: ANSWER, again: ANSWER, 'show-example': '#example h3', rewrite: '#rewritten', number: '#card .grade',
  'again-rewrite': '#again-rewritten', 'again-number': '#looked-at input:checked', more: '#history .shelf li:last-child a',
  'delete-one': '#history-notice p', 'delete-all': '#history-notice p',
};
let pressed = null;
addEventListener('click', (event) => { pressed = event.target.closest?.('button'); }, true);
const handOn = () => {
  const heir = HEIRS[pressed?.id] && document.querySelector(HEIRS[pressed.id]);
  if (!heir?.offsetParent || (pressed.offsetParent && !pressed.disabled)) return;
  const active = document.activeElement;
  const free = !active || active === document.body || active === pressed;
  pressed = null;
  if (!free) return;
  if (heir.tabIndex < 0) heir.tabIndex = -1;
  heir.focus({ preventScroll: true });
  heir.scrollIntoView({ block: heir.matches('h3') ? 'start' : 'nearest' });
};

// Another tab may answer first. What it said closes Send here before a click can leave, so the page itself tells of it.
const OWN = 10000;  // milliseconds within which a new message is taken for the one sent here
let sentAt = -Infinity, heard = null;
const sends = (event) => { sentAt = event.timeStamp; };
addEventListener('click', (event) => { if (event.target.closest?.('#send, #skip, #hint')) sends(event); }, true);
addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !touch && event.target.closest?.('#composer')) sends(event);
}, true);

// A phone's keyboard has no Shift+Enter and takes half of the window: there Enter makes a new line, and Send stays in sight.
const onPhone = (event) => {
  if (event.key === 'Enter' && event.target.closest?.('#composer')) event.stopImmediatePropagation();
};
if (touch) for (const pressed of ['keydown', 'keypress']) addEventListener(pressed, onPhone, true);
addEventListener('input', (event) => {
  if (touch && event.target.closest?.('#composer')) requestAnimationFrame(() => document.querySelector('#send')?.scrollIntoView({ block: 'nearest' }));
}, true);
const namePhone = () => { if (touch) set(document.querySelector('#composer textarea'), 'placeholder', 'Your answer'); };
const tellOfOthers = () => {
  const place = document.querySelector('#elsewhere .prose');
  const now = document.querySelectorAll('#chat .user.message').length;
  const begun = document.querySelector('#chat .message');
  if (place && heard !== null && now > heard) {
    const own = performance.now() - sentAt < OWN;
    const typed = document.querySelector('#composer textarea')?.value.trim();
    if (own) place.textContent = '';
    else if (typed) place.textContent = document.querySelector('.progress').dataset.elsewhere;
    if (own) sentAt = -Infinity;
  }
  heard = begun ? now : null;
};

// A stream can die without a word, and its page would wait for ever: while it waits for something, it asks how far the
// interview is, and loads anew where that is further than it shows.
const LOOKS = 3000, PATIENT = 30000;  // milliseconds between two looks; after an act of hers that changes nothing
let behind = -1, acted = { at: -Infinity, shown: -1 };
const progress = () => document.querySelector('.progress')?.dataset ?? {};
const acts = (event) => {
  if (event.type === 'keydown' && event.key !== 'Enter') return;
  const does = event.type === 'click' ? '#interview button' : '#composer';
  if (event.target.closest?.(does)) acted = { at: performance.now(), shown: progress().events };
};
for (const does of ['click', 'keydown']) addEventListener(does, acts, true);
const waitsFor = ({ phase, events }) => {
  const open = document.querySelector('#send:not([disabled])')?.offsetParent;
  const unheard = acted.shown === events && performance.now() - acted.at < PATIENT;
  return unheard || phase === 'wait' || (phase === 'answer' && !open);
};
const lookAhead = async () => {
  const now = progress();
  const id = new URLSearchParams(location.search).get('s');
  if (!id || !now.events || document.hidden || !waitsFor(now)) { behind = -1; return; }
  const reply = await fetch(`sessions/${encodeURIComponent(id)}/length`).catch(() => null);
  const late = reply?.ok && Number(await reply.text()) > Number(now.events);
  if (late && behind === now.events) location.reload();
  behind = late ? now.events : -1;
};
setInterval(lookAhead, LOOKS);

// Another tab may have taken another engine: whoever comes back to this one sees which is in use now.
addEventListener('focus', () => document.querySelector('#look-at-engine')?.click());

let waiting = false;
const look = () => { waiting = false; tick(); nameParts(); nameTab(); tellOfOthers(); namePhone(); showTold(); moveFocus(); handOn(); restoreDraft(); };
const soon = () => { if (!waiting) { waiting = true; requestAnimationFrame(look); } };
const watch = () => {
  new MutationObserver(soon).observe(document.body, {
    childList: true, subtree: true, attributes: true, attributeFilter: ['data-phase', 'class', 'style', 'disabled'],
  });
  soon();
};
if (document.body) watch(); else addEventListener('DOMContentLoaded', watch);
