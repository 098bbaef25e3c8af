"use strict";
(async () => {
  const page = document.documentElement;
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const words = JSON.parse(document.getElementById("words").textContent);
  const options = {
    mode: "vega-lite",
    renderer: "svg",
    ast: true, // expressions are interpreted: the page allows no code but its own
    actions: { export: true, source: false, compiled: false, editor: false },
    i18n: words,
  };
  for (const place of document.querySelectorAll("[data-chart]")) {
    try {
      await vegaEmbed(place, charts[Number(place.dataset.chart)], options);
      place.closest("figure").querySelector("details.numbers").open = false;
    } catch (error) {
      console.error(error);
    }
  }
  page.dataset.drawn = "yes";
})();
