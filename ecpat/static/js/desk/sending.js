// Sends files by themselves, so that one sees how far they are; without script the browser sends them with their form.
"use strict";

const SHRINKS = "image/jpeg", PIXELS = 6_600_000; // a photograph with more is made smaller before it is sent, as it is kept

// Gives a photograph in the size that is kept of it, and anything else as it is.
async function smaller(file) {
  if (file.type !== SHRINKS) return file;
  try {
    const picture = await createImageBitmap(file), scale = Math.sqrt(PIXELS / (picture.width * picture.height));
    if (scale >= 1) return file;
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    [canvas.width, canvas.height] = [picture.width * scale, picture.height * scale].map(Math.floor);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const drawn = await new Promise((resolve) => { canvas.toBlob(resolve, SHRINKS, 0.9); });
    return drawn && drawn.size < file.size ? new File([drawn], file.name, { type: SHRINKS }) : file;
  } catch { return file; } // the server says what is wrong with it
}

// Sends one file and shows its way in `place`; gives {id, name, address} of what is there now, or {fault}.
async function sendFile(form, address, chosen, place, fields = {}, stopping = null) {
  const { sending, reading, unsent } = form.dataset, file = await smaller(chosen);
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
    request.addEventListener("abort", () => end({ stopped: true }));
    stopping?.addEventListener("abort", () => request.abort());
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
