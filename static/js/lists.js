/* A list that was swapped for another page or another choice of it: what is shown now is said. Links and forms work without this file. */
(function () {
  "use strict";
  document.addEventListener("htmx:afterSettle", function (event) {
    var list = event.detail.elt && document.getElementById("list");
    var status = document.getElementById("status");
    if (list && status && event.detail.target && event.detail.target.id === "list") {
      status.textContent = list.getAttribute("data-said") || "";
    }
  });
})();
