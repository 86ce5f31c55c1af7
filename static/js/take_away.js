/* Copies texts to the clipboard and says so. Without this file every link leads to the text itself. */
(function () {
  "use strict";

  function say(text) {
    var status = document.getElementById("status");
    if (!status) { return; }
    status.className = "status notice";
    status.textContent = text;
    window.setTimeout(function () {
      if (status.textContent === text) { status.textContent = ""; status.className = "vh"; }
    }, 8000);
  }

  if (!navigator.clipboard || !window.fetch) { return; }

  /* A plain click copies; with a key held, or on any failure, the link leads to the text as it does without script. */
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-copy-text]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
    event.preventDefault();
    window.fetch(link.href, { headers: { Accept: "text/plain" } })
      .then(function (answer) { if (!answer.ok) { throw new Error(answer.status); } return answer.text(); })
      .then(function (text) { return navigator.clipboard.writeText(text.trim()); })
      .then(function () { say("Copied as text."); })
      .catch(function () { window.location.assign(link.href); });
  });

  document.querySelectorAll("[data-copy-button]").forEach(function (place) {
    var source = document.getElementById(place.getAttribute("data-copy-button"));
    var what = place.getAttribute("data-what");
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy the " + what;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(source.textContent.trim())
        .then(function () { say("Copied: " + what + "."); })
        .catch(function () { window.getSelection().selectAllChildren(source); say("Selected: " + what + "."); });
    });
    place.appendChild(button);
  });
})();
