// What pages need of the browser: whether its reader likes it dark, and what they chose here the last time.
window.orchestrator = {
  // The page answers from now on. Says whether its reader likes it dark.
  begin: () => {
    document.body.dataset.live = 'yes';
    return (localStorage.getItem('dark') ?? String(matchMedia('(prefers-color-scheme: dark)').matches)) === 'true';
  },
  setDark: dark => localStorage.setItem('dark', dark),
  copy: async text => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  },
  scrollToEnd: element => { if (element) element.scrollTop = element.scrollHeight; },
};
