// Saves without a reload: the form goes by itself, and of the page that answers only what is marked fresh is taken, so
// that caret and scroll stay. Whatever else is answered (a fault, a sign-in, what others saved) is shown as without script.
"use strict";
{
  const form = document.getElementById("sheet");
  const save = document.getElementById("do-save");
  const PLACE = "place-in-new"; // where one was while a new entry was saved, for the page that follows
  let direct = !form.dataset.entry; // a new entry gets its address by that page
  let sending = false, again = false;

  const renew = (page) => {
    for (const part of page.querySelectorAll("[data-fresh]")) {
      const here = document.getElementById(part.id);
      const begun = here && [...here.querySelectorAll("textarea")].some(({ value, defaultValue }) => value !== defaultValue);
      if (here && !begun && here.innerHTML !== part.innerHTML) here.replaceChildren(...part.childNodes);
    }
    for (const field of page.querySelectorAll('#sheet > input[type="hidden"]')) {
      const here = form.querySelector(`:scope > input[name="${field.name}"]`);
      if (here) here.value = field.value;
    }
    for (const tick of page.querySelectorAll("[data-also]")) {
      const here = form.querySelector(`[data-also="${tick.dataset.also}"]`);
      if (here) here.hidden = tick.hidden;
    }
  };

  const send = async (sent) => {
    const answer = await fetch(form.action, { method: "POST", body: sent });
    const place = new URL(answer.url);
    if (!answer.ok || place.href.split("?")[0] !== form.action) return false;
    if (place.searchParams.has("taken")) {
      form.dispatchEvent(new Event("saved"));
      location.assign(place); // the fields are not what was saved
      return true;
    }
    renew(new DOMParser().parseFromString(await answer.text(), "text/html"));
    form.dispatchEvent(new Event("saved"));
    return true;
  };

  const heightOf = (field) => {
    const line = field.isContentEditable && getSelection().getRangeAt(0).getClientRects()[0];
    return (line || (form.contains(field) && !field.closest(".decide") ? field : form).getBoundingClientRect()).top;
  };

  // A caret in the editor is found again by the way down to it: which child of which child, and where in its words.
  const wayTo = (field, node) => {
    const way = [];
    for (; node !== field; node = node.parentNode) way.unshift([...node.parentNode.childNodes].indexOf(node));
    return way;
  };

  const leave = () => {
    const field = document.activeElement, place = { id: field.id, height: heightOf(field), caret: [field.selectionStart, field.selectionEnd] };
    if (field.isContentEditable) {
      const { focusNode, focusOffset } = getSelection();
      Object.assign(place, { way: wayTo(field, focusNode), caret: [focusOffset] });
    }
    sessionStorage.setItem(PLACE, JSON.stringify(place));
  };

  const comeBack = ({ id, height, caret, way }) => {
    const field = document.getElementById(id) ?? form;
    field.focus({ preventScroll: true });
    if (way) {
      const node = way.reduce((found, child) => found.childNodes[child] ?? found, field);
      getSelection().collapse(node, Math.min(caret[0], node.nodeType === Node.TEXT_NODE ? node.length : node.childNodes.length));
    } else if (Number.isInteger(caret[0])) {
      field.setSelectionRange(...caret);
    }
    scrollBy({ top: heightOf(field) - height, behavior: "instant" });
  };

  const place = JSON.parse(sessionStorage.getItem(PLACE));
  sessionStorage.removeItem(PLACE);
  if (place && form.dataset.entry) comeBack(place);

  form.addEventListener("submit", async (event) => {
    if (!form.dataset.entry && event.submitter?.value === "save") leave();
    if (direct || event.submitter?.value !== "save" || form.querySelector(".theirs")) return;
    event.preventDefault();
    again = sending; // what is typed meanwhile is saved after it
    if (sending) return;
    sending = true;
    form.dispatchEvent(new Event("saving"));
    const sent = new FormData(form, event.submitter);
    try {
      direct = !await send(sent);
    } catch {
      direct = true;
    }
    sending = false;
    if (direct || again) form.requestSubmit(save);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit(save);
    }
    const field = event.target;
    const single = field.matches?.('input:not([type="file"])') || field.matches?.(".line.title textarea");
    if (event.key === "Enter" && single && form.contains(field)) event.preventDefault();
  });

  form.addEventListener("input", ({ target }) => {
    const also = form.querySelector(`[data-also="${target.name?.split("-")[0]}"]`);
    if (also) also.hidden = false; // there is something to publish now
  });
}
