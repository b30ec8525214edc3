// The clock of the progress line. It informs; nothing is cut off.
setInterval(() => {
  for (const clock of document.querySelectorAll('.clock')) {
    const until = Number(clock.dataset.until) || Date.now() / 1000;
    const seconds = Math.max(0, Math.floor(until - Number(clock.dataset.began)));
    const shown = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    if (clock.textContent !== shown) clock.textContent = shown;
  }
}, 1000);
