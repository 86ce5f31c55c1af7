/* The slider of what had been said by a day: its stops are days, its value is only their place. Without this file the links beside it do the same. */
(function () {
  "use strict";
  var held = false;

  /* The slider comes hidden, so that nobody without script has a control that does nothing; focus goes back to it. */
  function show() {
    var slider = document.getElementById("clock");
    if (slider) { slider.hidden = false; }
    if (slider && held) { slider.focus({ preventScroll: true }); }
    held = false;
  }

  document.addEventListener("input", function (event) {
    var slider = event.target;
    if (slider.id !== "clock") { return; }
    var stop = document.querySelector('#clock-stops option[value="' + slider.value + '"]');
    var day = document.querySelector("#clock-day b");
    document.getElementById("clock-asof").value = stop.dataset.day;
    slider.setAttribute("aria-valuetext", stop.label);
    day.textContent = stop.label;
    while (day.nextSibling) { day.nextSibling.remove(); }
    day.after(", end of day");
  });

  document.addEventListener("htmx:beforeSwap", function () {
    held = document.activeElement !== null && document.activeElement.id === "clock";
  });
  document.addEventListener("htmx:afterSwap", show);
  document.addEventListener("htmx:historyRestore", show);
  show();
})();
