// Remarks on what is typed: asked for after a pause, counted first, read by those who open them. They never hold up.
"use strict";

function advise(section) {
  const { url, locale, fields, longest, none, one, many, waiting } = section.dataset;
  const form = section.closest("form"), token = form?.elements.namedItem("csrf_token")?.value;
  const count = section.querySelector(".advice-count"), text = section.querySelector(".advice-text");
  const named = fields.split(" ").map((name) => form?.elements.namedItem(name));
  const hint = text.querySelector(".hint");
  const PAUSE = 1500; // milliseconds
  let timer = 0, asking = null, sent = "";
  if (!form || !token || named.some((field) => !field)) return;

  function say(words) {
    if (count.textContent.trim() !== words) count.textContent = words; // said aloud only where it changed
  }
  async function ask() {
    const [title, summary, body] = named.map((field) => field.value);
    const typed = JSON.stringify({ locale, title, summary, body });
    if (typed === sent || typed.length > longest) return;
    asking?.abort();
    const mine = asking = new AbortController();
    try {
      const answer = await fetch(url, {
        method: "POST", body: typed, signal: mine.signal, headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const found = await answer.json();
      sent = typed;
      say(found.failed ? "" : found.count === 0 ? none : found.count === 1 ? one : many.replace("{n}", found.count));
      text.innerHTML = found.html; // our own template's
      text.append(hint);
    } catch (fault) {
      if (fault.name !== "AbortError") say(waiting);
    }
  }
  form.addEventListener("input", ({ target }) => {
    if (!named.includes(target)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  section.querySelector("details").addEventListener("toggle", ({ target }) => { if (target.open) ask(); });
}

document.querySelectorAll('[data-module="advice"]').forEach(advise);
