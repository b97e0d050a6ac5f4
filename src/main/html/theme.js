// Before the page is painted: the colours that the reader chose on another page. Without a choice, the system decides.
(function () {
  "use strict";
  const KEY = "slipcover-shard.theme";
  const ORDER = ["automatic", "light", "dark"];
  const root = document.documentElement;

  // From disk, or with cookies forbidden, browsers may refuse to remember.
  function remembered() {
    try {
      const theme = localStorage.getItem(KEY);
      return ORDER.includes(theme) ? theme : ORDER[0];
    } catch {
      return ORDER[0];
    }
  }

  function remember(theme) {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // It holds for this page, then.
    }
  }

  function show(theme) {
    if (theme === ORDER[0]) {
      root.removeAttribute("data-theme");
    } else {
      root.setAttribute("data-theme", theme);
    }
  }

  let theme = remembered();
  show(theme);
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const label = () => (button.textContent = "Colours: " + theme);
    label();
    button.hidden = false;
    button.addEventListener("click", () => {
      theme = ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length];
      show(theme);
      remember(theme);
      label();
    });
  });
})();
