/* The source drawer: focus goes in, Escape and Close bring it back. Everything works without this file. */
(function () {
  "use strict";
  var opener = null;
  var small = window.matchMedia("(max-width: 1180px)");

  function drawer() { return document.getElementById("drawer"); }

  function say(text) {
    var status = document.getElementById("status");
    if (status) { status.textContent = text; }
  }

  function mark(id) {
    document.querySelectorAll("a.said.open").forEach(function (link) { link.classList.remove("open"); });
    if (id) { id.classList.add("open"); }
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest("a.said");
    if (link) { opener = link.id; mark(link); }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    var close = document.querySelector("#drawer:not([hidden]) [data-close]");
    if (close) { close.click(); }
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    var open = drawer();
    if (!open || !event.detail.elt) { return; }
    if (event.detail.elt.id === "drawer") {
      var heading = document.getElementById("drawer-title");
      if (!open.hidden && heading) {
        heading.focus({ preventScroll: !small.matches });
        say("Source opened");
      } else {
        mark(null);
        var back = opener && document.getElementById(opener);
        if (back) { back.focus(); }
      }
    } else if (event.detail.elt.id === "board") {
      var shown = document.querySelector(".filters .shown");
      if (shown) { say(shown.textContent); }
    }
  });

  document.addEventListener("htmx:responseError", function () { say("Could not load. Try again."); });
  document.addEventListener("htmx:sendError", function () { say("Could not load. Try again."); });

  if (window.matchMedia("(max-width: 880px)").matches) {
    document.querySelectorAll("details.notes").forEach(function (notes) { notes.removeAttribute("open"); });
  }
})();
