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

for (const slider of sliders) {
  const number = numberOf(slider);
  slider.hidden = false;
  slider.max = Math.max(100, Number(number.value) || 0);
  slider.value = number.value;
  slider.addEventListener("input", () => {
    number.value = slider.value;
    showParts();
  });
  number.addEventListener("input", () => {
    slider.max = Math.max(Number(slider.max), Number(number.value) || 0);
    slider.value = number.value;
    showParts();
  });
}
