/* The claim form: beside the figure and beside the subject stands how each is read, as it is typed. */
(function () {
  "use strict";
  var root = document.getElementById("claim-form");
  if (!root || !window.htmx) { return; }

  function reader(fieldId, url, include, trigger) {
    var field = document.getElementById(fieldId);
    if (!field) { return; }
    var place = document.createElement("div");
    place.id = fieldId + "_reading";
    place.className = "desk-reading";
    place.setAttribute("role", "status");
    field.parentNode.appendChild(place);
    field.setAttribute("hx-get", url);
    field.setAttribute("hx-target", "#" + place.id);
    field.setAttribute("hx-trigger", trigger);
    field.setAttribute("hx-include", include);
    field.setAttribute("hx-sync", "this:replace");
    window.htmx.process(field);
    if (field.value) { window.htmx.trigger(field, "load-reading"); }
  }

  // The claimant and the incident are chosen with Select2, which tells jQuery alone.
  if (window.django && window.django.jQuery) {
    window.django.jQuery("#id_claimant, #id_incident").on("change", function () {
      var field = document.getElementById("id_subject_label");
      if (field && field.value) { window.htmx.trigger(field, "load-reading"); }
    });
  }

  // A position and a denial are said in a part that is folded for figures.
  var kind = document.getElementById("id_kind");
  function unfold() {
    var field = document.getElementById("id_question");
    var part = field && field.closest("details");
    if (part && (kind.value === "position" || kind.value === "denial")) { part.open = true; }
  }
  if (kind) { kind.addEventListener("change", unfold); unfold(); }

  reader("id_figure_text", root.dataset.figureUrl, "#id_figure_lang", "input changed delay:300ms, load-reading");
  reader("id_subject_label", root.dataset.subjectUrl, "#id_claimant, #id_incident", "input changed delay:300ms, load-reading, focusout");
})();
