// Links to a lesson's beginning (`#lesson=rollout`): looked for when the page starts and whenever its address changes. The address
// is clean afterwards, so that a reload goes on where the reader is.

export function startLessonLinks(): () => void {
  const look = (): void => {
    const fragment = location.hash;
    if (!fragment.startsWith('#lesson=')) return;
    history.replaceState(null, '', location.pathname + location.search);
    void import('../lesson/openLessonLink.ts').then(({ openLessonLink }) => openLessonLink(fragment));
  };
  look();
  addEventListener('hashchange', look);
  return () => removeEventListener('hashchange', look);
}
