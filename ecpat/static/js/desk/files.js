// Files at the desk: dropping them on a form, seeing what is too large before it is sent and how far the others are,
// clicking the focal point.
"use strict";

function upload(form) {
  const input = form.querySelector("input[type=file]"), list = form.querySelector("ul");
  let busy = false;
  form.querySelector(".drop").hidden = false;

  function size(bytes) {
    const megabytes = Math.max(0.1, bytes / 1e6);
    return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 }).format(megabytes);
  }
  function look() {
    let fault = "";
    list.replaceChildren(...[...input.files].map((file) => {
      const line = document.createElement("li"), most = Number(form.dataset[/^(video|audio)\//.test(file.type) ? "recordings" : file.type === "application/pdf" ? "pdfs" : "images"]);
      line.textContent = `${file.name}, ${size(file.size)}`;
      if (file.size > most && file.type !== SHRINKS) {
        fault = `${file.name}: ${form.dataset.large}`;
        line.textContent += `: ${form.dataset.large}`;
        line.className = "wrong";
      }
      return line;
    }));
    list.hidden = input.files.length === 0;
    input.setCustomValidity(fault);
  }
  // One after another: each is kept or refused for itself.
  async function send() {
    const files = [...input.files], answers = [];
    for (const [number, file] of files.entries()) {
      const place = document.createElement("span");
      place.className = "sending";
      list.children[number].append(place);
      const answer = await sendFile(form, form.action, file, place, { of: files.length });
      answers.push(answer);
      if (answer.fault) continue;
      const link = document.createElement("a");
      link.href = answer.address;
      link.textContent = form.dataset.here;
      place.append(link);
    }
    if (answers.some((answer) => answer.fault)) input.value = ""; // what is there is not sent again
    else location.assign(answers.length === 1 ? answers[0].address : form.action);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    send().finally(() => { busy = false; });
  });
  input.addEventListener("change", look);
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    const taken = new DataTransfer();
    for (const file of [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1)) taken.items.add(file);
    input.files = taken.files;
    look();
  });
}

// A click sets the numbers that are sent; without script the picture is a button that sends where it was clicked.
function focal(frame) {
  const x = document.getElementById("focal_x"), y = document.getElementById("focal_y");
  const button = frame.querySelector("input");
  if (!x || !button) return;
  frame.classList.add("counted"); // it may be as wide as there is room

  function show() {
    const at = [x, y].map((field) => Math.min(100, Math.max(0, Number(field.value) || 0)));
    for (const mark of frame.querySelectorAll("circle")) ["cx", "cy"].forEach((name, one) => mark.setAttribute(name, `${at[one]}%`));
    const [left, top] = at.map((part) => Math.round(part / 10));
    for (const image of document.querySelectorAll(".crop img")) image.className = `cropped x${left} y${top}`;
  }
  button.addEventListener("click", (event) => {
    event.preventDefault();
    if (!event.detail) return x.focus(); // pressed by a key
    const box = button.getBoundingClientRect();
    x.value = Math.round(((event.clientX - box.left) / box.width) * 100);
    y.value = Math.round(((event.clientY - box.top) / box.height) * 100);
    for (const field of [x, y]) field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  for (const field of [x, y]) field.addEventListener("input", show);
  show();
}

for (const form of document.querySelectorAll("[data-module=upload]")) upload(form);
for (const frame of document.querySelectorAll("[data-module=focal]")) focal(frame);
