// Leads back to the page before, as the browser's own button does: it has the form as it was left.
"use strict";
for (const way of document.querySelectorAll('[data-module="back"]')) {
  if (history.length < 2) continue;
  way.hidden = false;
  way.addEventListener("click", () => history.back());
}
