// The weights of a draft: each slider moves its number, each number its slider, and every part of the whole is shown.
// Without a script the numbers alone are there, and saving shows the preview.

const form = document.querySelector("[data-weights]");
const sliders = [...form?.querySelectorAll("[data-slider]") ?? []];
const numberOf = (slider) => form.elements.namedItem(slider.dataset.slider);
const percent = new Intl.NumberFormat(document.documentElement.lang || "en", { style: "percent" });

function showParts() {
  const weights = sliders.map((slider) => Number(numberOf(slider).value) || 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  sliders.forEach((slider, at) => {
    const part = form.querySelector(`[data-part="${slider.dataset.slider}"]`);
    part.textContent = total > 0 ? percent.format(weights[at] / total) : "";
  });
}

// One scale for all of them: a weight of 1000 stands ten times as far as one of 100.
let most = Math.max(100, ...sliders.map((slider) => Number(numberOf(slider).value) || 0));

function rescale(least) {
  most = Math.max(most, least);
  for (const slider of sliders) {
    slider.max = most;
    slider.value = numberOf(slider).value;
  }
}

rescale(most);
for (const slider of sliders) {
  const number = numberOf(slider);
  slider.hidden = false;
  slider.addEventListener("input", () => {
    number.value = slider.value;
    showParts();
  });
  number.addEventListener("input", () => {
    rescale(Number(number.value) || 0);
    showParts();
  });
}
