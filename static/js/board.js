// The tier board with a script: cards can be dragged, and «Move to tier» asks for the reason in place.
// Without it the same select leads to the account's own page, where the same form waits.

const board = document.querySelector("[data-board]");
const dialog = document.querySelector("#move-dialog");

if (board && dialog) {
  const form = dialog.querySelector(".board-move-form");
  let undo = null;

  board.classList.add("board-live");

  function ask(card, tier, takeBack) {
    undo = takeBack;
    form.action = `${card.querySelector(".board-name").getAttribute("href")}move/`;
    form.elements.tier.value = tier;
    form.elements.reason.value = "";
    dialog.querySelector("[data-move-name]").textContent = card.dataset.name;
    dialog.showModal();
    form.elements.reason.focus();
  }

  dialog.addEventListener("close", () => {
    if (undo) undo();
    undo = null;
  });

  form.addEventListener("submit", () => { undo = null; }); // the page that comes back shows what happened

  // ---- the select: the way without dragging. A choice by pointer asks at once; with the keyboard every arrow is a
  // choice, so there «Go» or Enter says which one is meant.
  let isByKey = false;

  function askFor(select) {
    ask(select.closest("[data-account]"), select.value, () => { choose(select, ""); select.focus(); });
  }

  function choose(select, tier) {
    select.value = tier;
    select.form.classList.toggle("is-chosen", tier !== "");
  }

  board.addEventListener("pointerdown", () => { isByKey = false; });

  board.addEventListener("keydown", (event) => {
    isByKey = true;
    if (event.key === "Enter" && event.target.matches(".board-move select") && event.target.value) {
      event.preventDefault();
      askFor(event.target);
    }
  });

  board.addEventListener("change", (event) => {
    const select = event.target.closest(".board-move select");
    if (!select) return;
    choose(select, select.value);
    if (select.value && !isByKey) askFor(select);
  });

  board.addEventListener("submit", (event) => {
    if (!event.target.matches(".board-move")) return;
    event.preventDefault();
    if (event.target.elements.tier.value) askFor(event.target.elements.tier);
  });

  // ---- dragging
  function drag(list) {
    window.Sortable.create(list, {
      group: { name: "tiers", pull: true, put: list.hasAttribute("data-tier") },
      sort: false, // the place inside a tier is the score's to say
      draggable: "[data-account]",
      filter: "select, button",
      preventOnFilter: false,
      animation: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      onEnd(event) {
        const { item, from, to, oldIndex } = event;
        if (from === to) return;
        ask(item, to.dataset.tier, () => from.insertBefore(item, from.children[oldIndex] ?? null));
      },
    });
  }

  board.querySelectorAll("[data-tier], [data-source]").forEach(drag);
}
