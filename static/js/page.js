// What every page does with a script: menus that close, toasts that leave, the search palette, shortcuts, row selection.
// Each of these has a way without a script: links, forms, <details>, popover.

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const isMac = /mac|iphone|ipad/i.test(navigator.platform);
// the field of a dialog that has just closed keeps the focus until the next frame: nobody types into what is not seen
const isTyping = (node) => node.checkVisibility() && node.closest("input, textarea, select, [contenteditable]") !== null;

// ---- menus and confirmations: one open at a time, closed by Escape and by a click elsewhere
const MENUS = "details.menu[open], details.confirm[open]";

document.addEventListener("click", (event) => {
  for (const menu of $$(MENUS)) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of $$(MENUS)) {
    menu.open = false;
    $("summary", menu)?.focus();
  }
});

// ---- toasts
const TOAST_SECONDS = 8;

function watchToast(toast) {
  if (toast.dataset.watched) return;
  toast.dataset.watched = "yes";
  if (toast.classList.contains("toast-error")) return; // an error stays until it is read
  let timer = 0;
  const start = () => { timer = window.setTimeout(() => toast.remove(), TOAST_SECONDS * 1000); };
  const stop = () => window.clearTimeout(timer);
  toast.addEventListener("mouseenter", stop);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("mouseleave", start);
  toast.addEventListener("focusout", start);
  start();
}

function say(text, level = "error") {
  const toast = document.createElement("div");
  toast.className = `toast-note toast-${level}`;
  const body = document.createElement("div");
  body.className = "toast-text";
  body.textContent = text;
  toast.append(body);
  $("#toasts")?.append(toast);
  window.setTimeout(() => toast.remove(), TOAST_SECONDS * 1000);
}

document.addEventListener("click", (event) => event.target.closest("[data-toast-close]")?.closest("[data-toast]")?.remove());
$$("[data-toast]").forEach(watchToast);

// ---- htmx: a form with faults (422) is shown like any other answer; other refusals become a toast
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

document.addEventListener("htmx:responseError", (event) => {
  const told = event.detail.xhr.getResponseHeader("X-Refusal");
  say(told ? decodeURIComponent(told) : document.body.dataset.failed || "That did not work. Please try again.");
});

document.addEventListener("htmx:sendError", () => {
  say(document.body.dataset.offline || "The server cannot be reached. Check the connection and try again.");
});

document.addEventListener("htmx:load", (event) => {
  $$("[data-toast]", event.detail.elt.parentElement ?? document).forEach(watchToast);
  countChosen();
});

// ---- search palette
const palette = $("#palette");

function openPalette() {
  if (!palette || palette.open) return;
  palette.showModal();
  $("input", palette).select();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-palette-open]");
  if (opener && palette && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    openPalette();
  }
  if (event.target.closest("[data-shortcuts-open]")) openSheet();
  if (event.target instanceof HTMLDialogElement) event.target.close(); // the backdrop
});

palette?.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const stops = [$("input", palette), ...$$(".palette-item", palette)];
  const at = stops.indexOf(document.activeElement);
  const next = (at + (event.key === "ArrowDown" ? 1 : -1) + stops.length) % stops.length;
  event.preventDefault();
  stops[next].focus();
});

$("form", palette ?? document.createElement("div"))?.addEventListener("submit", (event) => {
  const first = $(".palette-item[href]", palette);
  if (first) {
    event.preventDefault();
    first.click();
  }
});

// ---- shortcuts: any link with data-keys="g a"; single keys can be switched off in the profile
const sheet = $("#shortcut-sheet");
const shortcutsOn = document.body.dataset.shortcuts !== "off";
let pending = "";
let pendingTimer = 0;

function openSheet() {
  const list = $("[data-shortcut-list]", sheet);
  if (!list.dataset.filled) {
    list.dataset.filled = "yes";
    for (const link of $$("[data-keys]")) {
      if (link.dataset.keys === "/") continue;
      const row = document.createElement("div");
      const name = document.createElement("dt");
      const keys = document.createElement("dd");
      name.textContent = $("span", link)?.textContent || link.textContent.trim();
      for (const key of link.dataset.keys.split(" ")) {
        const cap = document.createElement("kbd");
        cap.textContent = key;
        keys.append(cap, " ");
      }
      row.append(name, keys);
      list.append(row);
    }
  }
  sheet.showModal();
}

function moveRow(step) {
  const rows = $$("main tbody tr").filter((row) => $("a, input", row));
  if (rows.length === 0) return;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  ($("a", row) ?? $("input", row)).focus();
}

function press(key) {
  if (key === "?") return openSheet();
  if (key === "/") return openPalette();
  if (key === "j") return moveRow(1);
  if (key === "k") return moveRow(-1);
  if (key === "x") return document.activeElement.closest("tr")?.querySelector("input[type=checkbox]")?.click();
  const typed = pending ? `${pending} ${key}` : key;
  const links = $$("[data-keys]");
  const link = links.find((candidate) => candidate.dataset.keys === typed);
  pending = links.some((candidate) => candidate.dataset.keys.startsWith(`${typed} `)) ? typed : "";
  window.clearTimeout(pendingTimer);
  pendingTimer = window.setTimeout(() => { pending = ""; }, 2000);
  if (link) link.click();
}

document.addEventListener("keydown", (event) => {
  if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
    return;
  }
  if (!shortcutsOn || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
  if ($("dialog[open]") || event.key.length !== 1) return;
  if (event.key === "/" || event.key === "?") event.preventDefault();
  press(event.key);
});

if (!isMac) $$("[data-mod-key]").forEach((cap) => { cap.textContent = "Ctrl K"; });

// ---- choosing rows for a bulk action
function countChosen() {
  for (const bar of $$("[data-bulk-bar]")) {
    const chosen = $$("input[name=chosen]:checked").length;
    bar.hidden = chosen === 0;
    const count = $("[data-bulk-count]", bar);
    const all = $("[name=scope]", bar)?.value === "all" ? $("[data-list-total]") : null;
    if (count) count.textContent = all ? all.textContent.trim() : String(chosen);
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-choose-all]")) {
    for (const box of $$("input[name=chosen]")) box.checked = event.target.checked;
  }
  if (event.target.matches("[data-choose-all], input[name=chosen], [data-bulk-bar] [name=scope]")) countChosen();
  if (event.target.closest("[data-autosubmit]")) event.target.form?.requestSubmit();
});

countChosen();

// ---- a list that was filtered in place has a new address: what stands outside the list and speaks of all of it follows
const ONLY_A_PLACE = ["page", "after", "before"];
const NO_FILTER = ["sort", "columns"];

const without = (names, query) => new URLSearchParams([...query].filter(([name]) => !names.includes(name)));
const filledIn = (query) => new URLSearchParams([...query].filter(([, value]) => value !== ""));

document.addEventListener("htmx:pushedIntoHistory", () => {
  const wanted = without(ONLY_A_PLACE, new URLSearchParams(location.search));
  for (const field of $$("input[type=hidden][name=query]")) field.value = filledIn(wanted);
  for (const link of $$("a[href*='format=csv']")) {
    if (link.pathname === location.pathname) link.search = new URLSearchParams([...wanted, ["format", "csv"]]);
  }
  const filters = String(filledIn(without(NO_FILTER, wanted)));
  for (const chip of $$("[data-list-chips] .chip")) {
    const isCurrent = String(new URLSearchParams(chip.search)) === filters;
    if (isCurrent) chip.setAttribute("aria-current", "true");
    else chip.removeAttribute("aria-current");
  }
});

// ---- on a narrow screen the row of tabs is scrolled to the one that is open, once the letters have their width
document.fonts.ready.then(() => {
  for (const tab of $$(".tabs [aria-current=page]")) tab.scrollIntoView({ block: "nearest", inline: "nearest" });
});
