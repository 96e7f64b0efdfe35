// Behaviour for elements that ask for it by data-module; every page works without this file.
"use strict";

// The quick exit, after the conventions of GOV.UK's “Exit this page”: a click or three presses of Shift replace the
// page, so that “back” does not return to it, and the page is blanked at once, however slow the way out.
function exit(link) {
  const WAIT = 5000; // milliseconds within which the next press must come
  const say = document.createElement("p");
  say.className = "hidden";
  say.setAttribute("role", "status");
  document.body.append(say);
  let presses = 0, timer = 0;

  function leave(event) {
    event?.preventDefault();
    say.textContent = link.dataset.leaving;
    document.body.replaceChildren(say);
    document.title = " ";
    location.replace(link.href);
  }
  function forget() {
    presses = 0;
    say.textContent = link.dataset.late;
  }
  link.addEventListener("click", leave);
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      if (presses) { presses = 0; clearTimeout(timer); say.textContent = ""; }
      return;
    }
    presses += 1;
    clearTimeout(timer);
    if (presses >= 3) { leave(); return; }
    say.textContent = presses === 1 ? link.dataset.again : link.dataset.once;
    timer = setTimeout(forget, WAIT);
  });
}

const modules = { exit };
for (const element of document.querySelectorAll("[data-module]")) modules[element.dataset.module]?.(element);
