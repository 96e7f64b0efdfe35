// Sends files by themselves, so that one sees how far they are; without script the browser sends them with their form.
"use strict";

// Sends one file and shows its way in `place`; gives {id, name, address} of what is there now, or {fault}.
function sendFile(form, address, file, place, fields = {}) {
  const { sending, reading, unsent } = form.dataset;
  const bar = document.createElement("progress"), words = document.createElement("span");
  bar.setAttribute("aria-label", file.name);
  words.setAttribute("role", "status");
  place.replaceChildren(bar, words);
  words.textContent = sending;
  return new Promise((resolve) => {
    const request = new XMLHttpRequest(), body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    body.set("csrf_token", form.elements.csrf_token.value);
    body.set("file", file);
    const end = (answer) => {
      bar.remove();
      words.textContent = answer.fault ?? "";
      words.classList.toggle("fault", Boolean(answer.fault));
      resolve(answer);
    };
    request.upload.addEventListener("progress", ({ loaded, total }) => { [bar.max, bar.value] = [total, loaded]; });
    request.upload.addEventListener("load", () => {
      bar.removeAttribute("value"); // nobody knows how long it takes to read a file
      words.textContent = reading;
    });
    request.addEventListener("load", () => {
      const told = request.getResponseHeader("Content-Type")?.startsWith("application/json");
      end(told ? JSON.parse(request.responseText) : { fault: unsent });
    });
    request.addEventListener("error", () => end({ fault: unsent }));
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.send(body);
  });
}

// The files of a form with more in it go first, and are chosen in it; then the form is sent as if they had been there.
function sendBefore(form) {
  let busy = false;

  async function send(inputs, submitter) {
    for (const input of inputs) {
      let place = input.nextElementSibling;
      if (!place?.matches(".sending")) {
        place = document.createElement("span");
        place.className = "sending small";
        input.after(place);
      }
      const answer = await sendFile(form, form.dataset.files, input.files[0], place, { kind: input.dataset.kind });
      if (answer.fault) {
        input.focus();
        return;
      }
      const choice = document.getElementById(input.dataset.of);
      choice.add(new Option(answer.name, answer.id, true, true));
      choice.dispatchEvent(new Event("change", { bubbles: true }));
      input.value = "";
    }
    busy = false;
    form.requestSubmit(submitter);
  }
  form.addEventListener("submit", (event) => {
    const inputs = [...form.querySelectorAll('input[type="file"]')].filter((input) => input.files.length);
    if (!busy && !inputs.length) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // what is typed meanwhile goes on being kept
    if (busy) return;
    busy = true;
    send(inputs, event.submitter).finally(() => { busy = false; });
  }, { capture: true });
}

for (const form of document.querySelectorAll("[data-files]")) sendBefore(form);
