// Copy buttons: [data-copy] holds the text. Without a script the text is still on the page to be selected.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    const label = button.querySelector("[data-copy-label]");
    if (label) label.textContent = button.dataset.copied;
  } catch {
    button.hidden = true; // no permission, or not a secure page
  }
});
