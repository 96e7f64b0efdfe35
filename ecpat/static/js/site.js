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
  let presses = 0, timer = 0, alone = false;

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
  document.addEventListener("keydown", (event) => {
    alone = event.key === "Shift"; // a Shift held for another key, or for a click, is no press
    if (!alone && presses) { presses = 0; clearTimeout(timer); say.textContent = ""; }
  });
  document.addEventListener("pointerdown", () => { alone = false; });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    presses += 1;
    clearTimeout(timer);
    if (presses >= 3) { leave(); return; }
    say.textContent = presses === 1 ? link.dataset.again : link.dataset.once;
    timer = setTimeout(forget, WAIT);
  });
}

// Suggestions while typing: an editable combobox with a list, after the ARIA Authoring Practices Guide.
function suggest(input) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${input.id}-list`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.label);
  input.closest("form").append(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);
  let asking = null, timer = 0, chosen = -1;

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function show(words, paths) {
    list.replaceChildren(...words.map((word, place) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${place}`;
      option.setAttribute("role", "option");
      option.textContent = word;
      option.dataset.path = paths[place];
      option.addEventListener("mousedown", (event) => { event.preventDefault(); take(option); });
      return option;
    }));
    close();
    list.hidden = words.length === 0;
    input.setAttribute("aria-expanded", String(words.length > 0));
  }
  function choose(place) {
    const options = list.children;
    options[chosen]?.removeAttribute("aria-selected");
    chosen = (place + options.length) % options.length;
    options[chosen].setAttribute("aria-selected", "true");
    options[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[chosen].id);
  }
  function take(option) { // a title or a topic opens; a word is searched for
    input.value = option.textContent;
    close();
    location.assign(option.dataset.path);
  }
  async function ask() {
    asking?.abort(); // at most one under way
    const typed = input.value.trim();
    if (typed.length < 2) { close(); return; }
    asking = new AbortController();
    try {
      const answer = await fetch(`${input.dataset.source}?q=${encodeURIComponent(typed)}`, { signal: asking.signal });
      if (answer.ok && document.activeElement === input) { const [, words, , paths] = await answer.json(); show(words, paths); }
    } catch { /* no suggestions, then: the form works without */ }
  }
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
    if (list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1); }
    if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen < 0 ? -1 : chosen - 1); }
    if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); take(list.children[chosen]); }
  });
}

const modules = { exit, suggest };
for (const element of document.querySelectorAll("[data-module]")) modules[element.dataset.module]?.(element);
