// Keeps what is typed a few seconds after it was typed, and says so; says who else has the entry open.
// A lost session loses nothing: the text stays in the page until somebody has signed in again in another tab.
"use strict";
{
  const PAUSE = 3000; // milliseconds after the last key
  const STILL = 60000; // milliseconds between two words that the page is still open
  const form = document.querySelector('[data-module="autosave"]');
  const says = form.dataset;
  const status = document.getElementById("kept");
  const others = document.getElementById("others");
  const entrance = document.getElementById("sign-in");
  const stopping = new AbortController();
  let changed = false; // since the page came
  let waiting = 0; // the timer of the next try, if any
  let sending = false;
  let leaving = false;

  // In parts, as the form itself is sent: with each accent as six letters, a long text would be read for seconds.
  const body = (fields) => {
    const sent = fields ? new FormData(form) : new FormData();
    if (fields) for (const input of form.querySelectorAll('input[type="file"]')) sent.delete(input.name);
    else sent.set("open", "1");
    sent.set("csrf_token", form.elements.csrf_token.value);
    return sent;
  };

  const send = async (fields, again = true) => {
    const answer = await fetch(says.kept, { method: "POST", body: body(fields), redirect: "manual", signal: stopping.signal });
    if (answer.status === 409 && again) { // signed in again meanwhile: the form gets the new session's token
      const { token } = await answer.json();
      for (const field of document.querySelectorAll('[name="csrf_token"]')) field.value = token;
      return send(fields, false);
    }
    return answer;
  };

  const tell = async (answer, fields) => {
    const lost = answer.status === 401 || answer.type === "opaqueredirect";
    entrance.hidden = !lost;
    if (lost) {
      if (changed) status.textContent = says.lost;
      return;
    }
    if (!answer.ok) {
      if (fields) status.textContent = says.refused;
      return;
    }
    const { at, others: names } = await answer.json();
    if (fields) status.textContent = says.text.replace("{at}", at);
    others.hidden = names.length === 0;
    if (names.length) others.textContent = others.dataset.one.replace("{names}", names.join(", "));
  };

  const attempt = async (fields) => {
    if (leaving) return;
    if (sending) {
      if (fields) schedule();
      return;
    }
    sending = true;
    try {
      const answer = await send(fields);
      await tell(answer, fields);
      if (fields && !answer.ok) schedule(STILL / 4);
    } catch {
      if (leaving) return;
      if (fields) {
        status.textContent = says.away;
        schedule(STILL / 4);
      }
    } finally {
      sending = false;
    }
  };

  const schedule = (pause = PAUSE) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => attempt(true), pause);
  };

  const note = () => {
    changed = true;
    if (says.offered) status.textContent = says.choose; // what was typed earlier is not overwritten unseen
    else schedule();
  };

  form.addEventListener("input", note);
  form.addEventListener("change", note);
  form.addEventListener("saving", () => {
    changed = false;
    clearTimeout(waiting);
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return; // it is saved without leaving
    leaving = true;
    clearTimeout(waiting);
    stopping.abort();
  });
  addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
  addEventListener("beforeunload", (event) => { if (changed && !leaving) event.preventDefault(); });
  setInterval(() => { if (!document.hidden && !sending) attempt(false); }, STILL);
}
