/* Rows of an import: tick all of a page, and say how many are ticked. Each row can be ticked without this file. */
(function () {
  "use strict";
  function boxes() {
    return Array.prototype.slice.call(document.querySelectorAll('input[name="row"][form="ticked"]'));
  }
  function tell() {
    var all = document.getElementById("tick-all");
    var ticks = document.getElementById("ticks");
    if (!all || !ticks) return;
    var every = boxes();
    var ticked = every.filter(function (box) { return box.checked; }).length;
    all.parentElement.hidden = false;
    all.checked = every.length > 0 && ticked === every.length;
    all.indeterminate = ticked > 0 && ticked < every.length;
    ticks.textContent = ticked === 0 ? "Tick rows, then:" : ticked + (ticked === 1 ? " row ticked" : " rows ticked");
  }
  document.addEventListener("change", function (event) {
    if (event.target.id === "tick-all") {
      boxes().forEach(function (box) { box.checked = event.target.checked; });
    }
    if (event.target.id === "tick-all" || event.target.name === "row") tell();
  });
  document.addEventListener("htmx:afterSettle", tell);
  tell();
})();
