// Language, theme and size before the first paint, for a reader who has chosen them; everybody else follows the system by CSS alone.
// The build writes it into the document, and its hash into the Content-Security-Policy (vite.config.ts). Keys and values: src/ui/widgets/storage.ts.
(function () {
  try {
    const root = document.documentElement;
    const wanted = [new URLSearchParams(location.search).get('lang'), localStorage.getItem('kubestage.language'), ...navigator.languages];
    const known = wanted.map((tag) => (tag || '').toLowerCase().split('-')[0]).find((tag) => tag === 'en' || tag === 'ko');
    if (known) root.lang = known;
    const theme = localStorage.getItem('kubestage.theme');
    if (theme === 'light' || theme === 'dark' || theme === 'projector') root.dataset.theme = theme;
    const scale = Number(localStorage.getItem('kubestage.scale'));
    if (scale >= 1 && scale <= 2.5) root.style.setProperty('--ui', String(scale));
  } catch {
    // Storage is forbidden here; the system's theme stands.
  }
})();
