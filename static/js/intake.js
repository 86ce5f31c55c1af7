/* The intake's review page: keys J K A E R U, focus after each step, and the words selected in the text. */
(function () {
  "use strict";
  var list = document.querySelector("ol.cards");
  var article = document.getElementById("article");
  if (!list || !article) { return; }

  var KEPT = "intake-keys";
  var on = document.getElementById("keys-on");
  document.getElementById("keys").hidden = false;
  try { on.checked = window.localStorage.getItem(KEPT) !== "off"; } catch (error) { /* a browser that keeps nothing */ }
  on.addEventListener("change", function () {
    try { window.localStorage.setItem(KEPT, on.checked ? "on" : "off"); } catch (error) { /* the same */ }
  });

  function cards() { return Array.prototype.slice.call(list.querySelectorAll("li.card")); }

  function current() {
    var focused = document.activeElement && document.activeElement.closest("li.card");
    return focused || list.querySelector("li.card.is-edited") || list.querySelector('li.card[data-state="waiting"]');
  }

  function show(card) {
    document.querySelectorAll("mark.is-current").forEach(function (mark) { mark.classList.remove("is-current"); });
    if (!card) { return; }
    var marks = document.querySelectorAll('mark[data-cards~="' + card.dataset.number + '"]');
    marks.forEach(function (mark) { mark.classList.add("is-current"); });
    var pane = document.querySelector(".pane-left");
    if (marks.length && pane && pane.scrollHeight > pane.clientHeight + 1) {
      var place = marks[0].getBoundingClientRect().top - pane.getBoundingClientRect().top;
      if (place < 40 || place > pane.clientHeight - 60) { pane.scrollTop += place - pane.clientHeight / 3; }
    }
  }

  function focus(card) {
    if (!card) { return; }
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
    show(card);
  }

  list.addEventListener("focusin", function (event) { show(event.target.closest("li.card")); });

  function next(card, step) {
    var all = cards();
    var place = all.indexOf(card) + step;
    return all[Math.max(0, Math.min(all.length - 1, place))];
  }

  function nextWaiting(card) {
    var all = cards();
    var after = all.slice(all.indexOf(card) + 1).concat(all.slice(0, Math.max(0, all.indexOf(card))));
    return after.find(function (one) { return one.dataset.state === "waiting"; });
  }

  /* Keys */
  function press(card, key) {
    var part = card && card.querySelector('[data-key="' + key + '"]');
    if (!part) { return false; }
    if (part.tagName === "DETAILS") {
      part.open = !part.open;
      (part.open ? part.querySelector("button[name=reason]") : card).focus();
    } else { part.click(); }
    return true;
  }

  document.addEventListener("keydown", function (event) {
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) { return; }
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) { return; }
    var card = current();
    var isOnCard = document.activeElement && document.activeElement.closest("li.card");
    switch (event.key.toLowerCase()) {
      case "j": focus(isOnCard ? next(card, 1) : card || cards()[0]); break;
      case "k": focus(isOnCard ? next(card, -1) : card || cards()[0]); break;
      case "a": case "e": case "r": if (!press(card, event.key.toLowerCase())) { return; } break;
      case "u": document.getElementById("undo").requestSubmit(); break;
      default: return;
    }
    event.preventDefault();
  });

  list.addEventListener("keydown", function (event) {
    var form = event.target.closest("form.card-form");
    if (form && event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      form.querySelector("button.go").click();
      return;
    }
    var cancel = event.key === "Escape" && event.target.closest("li.card");
    if (!cancel) { return; }
    var open = cancel.querySelector("details.why[open]");
    if (open) { open.open = false; focus(cancel); } else if (cancel.querySelector("[data-cancel]")) { cancel.querySelector("[data-cancel]").click(); }
  });

  /* After a step: the text follows the card, and the focus goes on */
  function follow(card) {
    document.querySelectorAll('mark[data-cards~="' + card.dataset.number + '"]').forEach(function (mark) {
      mark.classList.remove("is-waiting", "is-accepted", "is-published", "is-rejected");
      mark.classList.add("is-" + card.dataset.state);
    });
  }

  function settle(card) {
    if (!card) { return; }
    follow(card);
    if (card.classList.contains("is-edited")) {
      var wrong = card.querySelector('[aria-invalid="true"], .ask[aria-describedby] input');
      var first = wrong || card.querySelector("form.card-form input:checked, form.card-form select, form.card-form input:not([type=hidden])");
      card.scrollIntoView({ block: "nearest" });
      if (first) { first.focus({ preventScroll: true }); }
      show(card);
    } else if (card.dataset.state === "waiting") {
      focus(card);
    } else {
      var waiting = nextWaiting(card);
      if (waiting) { focus(waiting); } else {
        var publish = document.querySelector("#progress button");
        if (publish && !publish.disabled) { publish.focus(); } else { focus(card); }
      }
    }
  }

  document.addEventListener("htmx:afterSettle", function (event) {
    var swapped = event.detail.requestConfig && event.detail.requestConfig.target;
    if (swapped && /^card-\d+$/.test(swapped.id)) {
      var card = document.getElementById(swapped.id);
      if (card && event.detail.elt === card) { settle(card); }
    }
  });

  function arrive() {
    var named = /^#card-\d+$/.test(window.location.hash) && document.querySelector(window.location.hash);
    var problem = document.getElementById("problem");
    if (problem) { problem.focus(); return; }
    if (named && named.classList.contains("is-edited")) { settle(named); } else if (named) { focus(named); }
  }
  arrive();
  window.addEventListener("hashchange", arrive);

  /* The figure is read as it is typed */
  var typing = 0;
  list.addEventListener("input", function (event) {
    if (event.target.name !== "figure" || !window.htmx) { return; }
    window.clearTimeout(typing);
    var field = event.target;
    typing = window.setTimeout(function () {
      var address = list.dataset.figureUrl + "?figure_text=" + encodeURIComponent(field.value) + "&figure_lang=" + encodeURIComponent(field.lang);
      window.htmx.ajax("GET", address, { target: "#" + field.id.replace("figure", "reading"), swap: "innerHTML" });
    }, 300);
  });
  /* What is typed into "another" or "other words" is what is meant */
  list.addEventListener("input", function (event) {
    if (event.target.name !== "claimant" && event.target.name !== "subject") { return; }
    var other = event.target.form.querySelector('input[name="' + event.target.name + '_pick"][value="other"]');
    if (other) { other.checked = true; }
  });

  /* Words selected in the text */
  document.addEventListener("selectionchange", function () {
    var chosen = window.getSelection();
    if (!chosen || chosen.isCollapsed || !chosen.rangeCount) { return; }
    var range = chosen.getRangeAt(0);
    if (!article.contains(range.commonAncestorContainer)) { return; }
    var words = range.cloneContents();
    words.querySelectorAll("sup").forEach(function (number) { number.remove(); });
    var text = words.textContent.trim();
    if (!text) { return; }
    var start = range.startContainer.nodeType === 1 ? range.startContainer : range.startContainer.parentElement;
    var paragraph = start.closest("[data-start]");
    var form = document.getElementById("add");
    form.elements.near.value = paragraph ? paragraph.dataset.start : "0";
    form.elements.quote.value = text;
    form.classList.add("has-selection");
  });
})();
