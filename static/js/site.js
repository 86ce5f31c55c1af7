/* The source drawer: focus goes in, Escape and Close bring it back. What changed, or was found, is said. Everything works without this file. */
(function () {
  "use strict";
  var opener = "";
  var timer = 0;

  /* One sentence for readers of speech; a failure is also shown, for eight seconds. */
  function say(text, failed) {
    var status = document.getElementById("status");
    if (!status) { return; }
    window.clearTimeout(timer);
    status.textContent = text;
    status.className = failed ? "status notice" : "vh";
    if (failed) { timer = window.setTimeout(function () { say("", false); }, 8000); }
  }

  function openLinks() { return document.querySelectorAll("a.said.open"); }

  function mark(link) {
    openLinks().forEach(function (other) { other.classList.remove("open"); });
    if (link) { link.classList.add("open"); }
  }

  function drawerCame(drawer) {
    var heading = document.getElementById("drawer-title");
    var link = document.getElementById(opener) || openLinks()[0];
    if (!drawer.hidden && heading) {
      if (link) { link.scrollIntoView({ block: "nearest" }); }
      heading.focus({ preventScroll: true });
      say("Source opened: " + heading.textContent);
      return;
    }
    mark(null);
    if (link) { link.focus(); }
    say("Source closed");
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest("a.said[hx-get]");
    if (link) { opener = link.id; mark(link); }
  });

  document.addEventListener("keydown", function (event) {
    var close = event.key === "Escape" && document.querySelector("#drawer:not([hidden]) [data-close]");
    if (close) { close.click(); }
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    var changed = event.detail.elt;
    if (changed && changed.id === "drawer") { drawerCame(changed); }
    if (changed && changed.id === "board") {
      var shown = changed.querySelector(".shown");
      say(shown ? shown.textContent : "");
    }
  });

  /* Search: the region says that it waits, then how many were found; the field keeps its words in history. */
  function isSearch(event) { return event.target.closest && event.target.closest("form.find"); }
  function region(event) { return event.detail.target || document.getElementById("main"); }

  document.addEventListener("htmx:beforeRequest", function (event) {
    if (isSearch(event)) { region(event).setAttribute("aria-busy", "true"); }
  });

  document.addEventListener("htmx:afterRequest", function (event) {
    if (!isSearch(event)) { return; }
    region(event).removeAttribute("aria-busy");
    var count = document.getElementById("count");
    if (event.detail.successful && event.detail.xhr.status === 200 && count) { say(count.textContent); }
  });

  document.addEventListener("htmx:beforeHistorySave", function () {
    document.querySelectorAll("form.find input").forEach(function (field) { field.setAttribute("value", field.value); });
  });

  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach(function (name) {
    document.addEventListener(name, function () { say("Could not load. Try again.", true); });
  });

  if (window.matchMedia("(max-width: 880px)").matches) {
    document.querySelectorAll("details.notes").forEach(function (notes) { notes.removeAttribute("open"); });
  }
})();
