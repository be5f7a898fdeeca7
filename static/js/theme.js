// Changes light, dark or auto at once and tells the server, instead of loading the page again.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const choice = event.submitter.value;
  const root = document.documentElement;
  root.dataset.themeChoice = choice;
  root.dispatchEvent(new CustomEvent("theme:chosen"));
  for (const button of document.querySelectorAll("[data-theme-form] button")) {
    button.setAttribute("aria-pressed", String(button.value === choice));
  }
  const body = new FormData(form);
  body.set("theme", choice);
  fetch(form.action, { method: "POST", body, redirect: "manual" });
});
