// The picture window: the page of pictures, laid over the form. What is pressed in it is asked of the server, and the
// parts of its answer take their places; only what is chosen comes to the form.
"use strict";
{
  const form = document.getElementById("sheet");
  const chosen = document.getElementById("image-chosen");
  const home = document.querySelector("[data-pictures]")?.dataset.pictures;
  let dialog = null; // while it is open
  let words = {}; // what it says
  let asked = 0; // how often a whole page was asked of the server
  let timer = 0; // of a search that is being typed
  let taking = null; // what is done with a picture for a text
  let typed = 0; // how often something was typed of the picture that was not kept yet

  const part = (id) => dialog.querySelector(`#${id}`);

  // Put the parts of a page where they belong (or only some); false where it is no page of the window.
  function renew(page, only) {
    const sent = page.querySelector(".window");
    if (!sent) return false;
    if (!dialog.firstElementChild) {
      words = { ...sent.dataset };
      dialog.append(...sent.childNodes);
    } else {
      for (const one of sent.querySelectorAll("[data-part]")) {
        if (only && !only.includes(one.id)) continue;
        const here = part(one.id);
        if (here.innerHTML !== one.innerHTML) here.replaceChildren(...one.childNodes);
      }
    }
    if (only) return true;
    typed = 0;
    for (const frame of dialog.querySelectorAll("[data-module=focal]")) focal(frame);
    return true;
  }

  async function ask(address, body = null, only = null) {
    const mine = only ? asked : asked += 1, before = typed, about = said()?.action;
    const headers = body ? { Accept: "application/json" } : {};
    try {
      const answer = await fetch(address, { method: body ? "POST" : "GET", body, headers });
      if (answer.headers.get("Content-Type")?.startsWith("application/json")) return take(await answer.json());
      const text = await answer.text();
      if (!dialog) return answer.ok; // closed meanwhile
      if (mine !== asked || only && about !== said()?.action) return answer.ok; // something else was asked meanwhile
      if (!only && typed !== before) return body ? keep() : await keep() && ask(address); // nor is what was typed meanwhile lost
      if (renew(new DOMParser().parseFromString(text, "text/html"), only)) return answer.ok;
    } catch { /* said below */ }
    const standing = dialog.querySelector(".standing");
    if (standing) standing.textContent = words.unreachable;
    else location.assign(home); // nothing can be shown over the form: the page says why
    return false;
  }

  function show(file) {
    chosen.value = file.id;
    for (const face of document.querySelectorAll("[data-face]")) {
      const image = new Image(file.width ?? 4, file.height ?? 3);
      image.alt = "";
      if (file.thumb) image.src = file.thumb;
      face.replaceChildren(...(file.thumb ? [image] : []));
    }
    for (const button of document.querySelectorAll("[data-other]")) button.textContent = button.dataset.other;
    chosen.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function take(file) {
    typed = 0;
    const place = file.do === "lead" ? show : taking;
    dialog.close(); // first: what lies below takes no focus until then
    place?.(file);
    return true;
  }

  const said = () => part("describe");
  const keep = () => { // what was said of a picture is kept before another is looked at
    if (!typed || !said()) return true;
    const body = new FormData(said());
    body.set("do", "save");
    return ask(said().action, body);
  };

  const line = (file) => {
    const row = document.createElement("li"), name = document.createElement("span"), place = document.createElement("span");
    const button = document.createElement("button"), stopping = new AbortController();
    name.textContent = file.name;
    place.className = "sending";
    Object.assign(button, { type: "button", className: "link tap", textContent: words.stop });
    button.addEventListener("click", () => { stopping.abort(); row.remove(); });
    row.append(name, place, button);
    return { row, place, button, stopping, file };
  };

  function refusal(file) {
    if (/^(video|audio)\//.test(file.type)) return words.recordings;
    return file.size > Number(words.most) && file.type !== SHRINKS ? words.large : "";
  }

  // One after another: each is kept or refused for itself, and the first that came is the one to be described.
  async function send(files) {
    const queue = part("window-queue"), drop = dialog.querySelector(".drop");
    const lines = files.map(line);
    queue.append(...lines.map(({ row }) => row));
    queue.hidden = false;
    let first = true;
    for (const { row, place, button, stopping, file } of lines) {
      if (stopping.signal.aborted) continue;
      const fault = refusal(file);
      const answer = fault ? { fault } : await sendFile(drop, drop.dataset.send, file, place, { kind: "image", for: "text" }, stopping.signal);
      if (!dialog) return;
      if (answer.stopped) continue;
      button.textContent = words.drop;
      place.textContent = answer.fault ?? answer.note ?? words.kept;
      place.classList.toggle("fault", Boolean(answer.fault));
      if (answer.fault) continue;
      const here = new URL(said()?.action ?? drop.action);
      const choosing = first && !typed; // else somebody describes another meanwhile
      if (choosing) here.searchParams.set("picture", answer.id);
      for (const name of ["q", "show", "page"]) here.searchParams.delete(name); // so that it is in sight
      first = false;
      await ask(here, null, choosing ? null : ["window-shelf", "window-picks"]);
    }
  }

  function listen() {
    dialog.addEventListener("click", async (event) => {
      const link = event.target.closest("a");
      if (!link || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      clearTimeout(timer); // what is pressed stands for what was being typed
      if (link.hasAttribute("data-close")) dialog.close();
      else if (await keep()) ask(link.href);
    });
    dialog.addEventListener("submit", async (event) => {
      event.preventDefault();
      const { target, submitter } = event;
      const body = new FormData(target, submitter);
      if (target.method === "post") return target.matches(".drop") || ask(target.action, body);
      const address = new URL(target.action);
      address.search = new URLSearchParams(body);
      if (await keep()) ask(address);
    });
    dialog.addEventListener("change", async ({ target }) => {
      if (target.type === "file") {
        send([...target.files]);
        target.value = "";
      } else if (target.name === "picture") {
        clearTimeout(timer);
        if (!await keep()) return;
        const address = new URL(target.form.action);
        address.search = new URLSearchParams(new FormData(target.form));
        await ask(address);
        dialog.querySelector("[name=picture]:checked")?.focus();
      }
    });
    dialog.addEventListener("input", ({ target }) => {
      if (target.form?.id === "describe") typed += 1;
      if (target.type !== "search") return;
      clearTimeout(timer);
      timer = setTimeout(() => dialog && target.form.requestSubmit(), 250);
    });
    dialog.addEventListener("dragover", (event) => { event.preventDefault(); part("window-file").form.classList.add("over"); });
    dialog.addEventListener("dragleave", () => part("window-file").form.classList.remove("over"));
    dialog.addEventListener("drop", (event) => {
      event.preventDefault();
      part("window-file").form.classList.remove("over");
      if (event.dataTransfer.files.length) send([...event.dataTransfer.files]);
    });
    dialog.addEventListener("paste", (event) => {
      if (!event.clipboardData.files.length) return;
      event.preventDefault();
      send([...event.clipboardData.files]);
    });
    dialog.addEventListener("close", async () => {
      await keep();
      dialog.remove();
      dialog = null;
    });
  }

  // Open it for the entry's picture, or for a text: then `place` gets what is chosen.
  async function open(purpose = "", place = null) {
    if (dialog) return;
    dialog = document.createElement("dialog");
    dialog.className = "window";
    dialog.setAttribute("aria-labelledby", "window-title");
    taking = place;
    listen();
    const address = new URL(home, location);
    if (purpose) address.searchParams.set("for", purpose);
    else if (chosen.value) address.searchParams.set("picture", chosen.value);
    document.body.append(dialog);
    await ask(address);
    dialog?.showModal();
  }

  for (const button of document.querySelectorAll("[data-module=pictures]")) {
    button.setAttribute("aria-haspopup", "dialog");
    button.addEventListener("click", (event) => {
      event.preventDefault();
      open();
    });
  }
  // The editor of a text asks for a picture.
  if (chosen) form.addEventListener("picture-wanted", (event) => {
    event.preventDefault();
    open(event.detail.locale, event.detail.place);
  });
}
