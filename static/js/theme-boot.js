// Runs before the first paint, so that "auto" never flashes the wrong theme. Not a module: modules run too late.
(function () {
  "use strict";
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  function apply() {
    const choice = root.dataset.themeChoice;
    root.dataset.bsTheme = choice === "dark" || (choice !== "light" && dark.matches) ? "dark" : "light";
  }
  apply();
  dark.addEventListener("change", apply);
  root.addEventListener("theme:chosen", apply);
})();
