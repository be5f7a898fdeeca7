// The one way to draw with ECharts: options come as JSON from the server, tooltips are rich text (never HTML), colours
// come from the theme. <div class="echart" data-chart="ltv-data" role="img" aria-label="…"></div> reads
// {{ option|json_script:"ltv-data" }}. The page also loads vendor/echarts/echarts.min.js before this module.

const TOKENS = ["--abs-mark", "--abs-tier-3", "--abs-mark-warn", "--abs-tier-1", "--abs-mark-good", "--abs-mark-bad"];
const charts = new Map();

function colour(name) {
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.className = "chart-probe";
  document.body.append(probe);
  probe.style.color = `var(${name})`; // set through the object model, which a strict CSP allows
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function themed(option) {
  const text = colour("--tblr-secondary-color");
  const grid = colour("--abs-grid");
  const axis = (given) => ({
    axisLine: { lineStyle: { color: grid } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: grid } },
    ...given,
    axisLabel: { color: text, ...(given.axisLabel ?? {}) },
    nameTextStyle: { color: text },
  });
  const each = (given) => (Array.isArray(given) ? given.map(axis) : given && axis(given));
  return {
    color: TOKENS.map(colour),
    backgroundColor: "transparent",
    aria: { enabled: true, decal: { show: false } },
    animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: text },
    grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true },
    ...option,
    xAxis: each(option.xAxis),
    yAxis: each(option.yAxis),
    legend: option.legend && { icon: "roundRect", itemWidth: 10, itemHeight: 10, top: 0, ...option.legend, textStyle: { color: text } },
    tooltip: {
      trigger: "axis",
      confine: true,
      ...(option.tooltip ?? {}),
      renderMode: "richText",
      formatter: undefined,
      backgroundColor: colour("--tblr-bg-surface"),
      borderColor: grid,
      textStyle: { color: colour("--tblr-body-color"), fontSize: 12 },
    },
  };
}

function draw(place) {
  const data = document.getElementById(place.dataset.chart);
  if (!data || !window.echarts) return;
  const option = JSON.parse(data.textContent);
  charts.get(place)?.dispose();
  const chart = window.echarts.init(place, null, { renderer: "canvas" });
  chart.setOption(themed(option));
  charts.set(place, chart);
}

export function drawAll(within = document) {
  for (const [place, chart] of charts) {
    if (!place.isConnected) {
      chart.dispose();
      charts.delete(place);
    }
  }
  within.querySelectorAll("[data-chart]").forEach(draw);
}

drawAll();
document.addEventListener("htmx:afterSettle", (event) => drawAll(event.detail.elt));
window.addEventListener("resize", () => charts.forEach((chart) => chart.resize()));
new MutationObserver(() => drawAll()).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
