/* The slider of what had been said by a day: its stops are days, its value is only their place. Without this file the links beside it do the same. */
(function () {
  "use strict";
  var held = false;
  var came = null;

  function parts() {
    var slider = document.getElementById("clock");
    return slider && {
      slider: slider, asof: document.getElementById("clock-asof"), day: document.getElementById("clock-day")
    };
  }

  /* The slider comes hidden, so that nobody without script has a control that does nothing; focus goes back to it. */
  function show() {
    var found = parts();
    if (found) {
      found.slider.hidden = false;
      if (held) { found.slider.focus({ preventScroll: true }); }
      came = {
        asof: found.asof.value, day: found.day.innerHTML, text: found.slider.getAttribute("aria-valuetext")
      };
    }
    held = false;
  }

  document.addEventListener("input", function (event) {
    var found = event.target.id === "clock" && parts();
    if (!found) { return; }
    var stop = document.querySelector('#clock-stops option[value="' + found.slider.value + '"]');
    var words = document.createElement("b");
    words.textContent = stop.label;
    found.asof.value = stop.dataset.day;
    found.slider.setAttribute("aria-valuetext", stop.label);
    found.day.replaceChildren("Said by ", words, ", end of day");
  });

  /* A date that is being typed changes with each digit of its year: the board follows when it has come to rest. */
  var typing = 0;
  document.addEventListener("change", function (event) {
    var field = event.target;
    if (field.id !== "f-asof") { return; }
    window.clearTimeout(typing);
    typing = window.setTimeout(function () {
      if (field.isConnected && (!field.value || field.value >= "1000")) { window.htmx.trigger(field.form, "day"); }
    }, 700);
  });

  document.addEventListener("htmx:beforeSwap", function () {
    held = document.activeElement !== null && document.activeElement.id === "clock";
  });

  /* What htmx keeps for Back is the page as it came, not as the slider left it. */
  document.addEventListener("htmx:beforeHistorySave", function () {
    var found = came && parts();
    if (!found) { return; }
    found.asof.value = came.asof;
    found.day.innerHTML = came.day;
    found.slider.setAttribute("aria-valuetext", came.text);
  });

  document.addEventListener("htmx:afterSwap", show);
  document.addEventListener("htmx:historyRestore", show);
  show();
})();
