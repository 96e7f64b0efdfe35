// Weighs a form before it leaves: what the server would refuse for its size is said here, where nothing typed is lost.
"use strict";

function weigh(form) {
  const { longest, long } = form.dataset;
  const files = [...form.querySelectorAll('input[type="file"]')];
  const bytes = (value) => new Blob([value]).size;

  function say(field, words) {
    const id = `${field.id}-weight`;
    document.getElementById(id)?.remove();
    const told = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
    if (words) {
      const fault = document.createElement("p");
      fault.className = "fault";
      fault.id = id;
      fault.setAttribute("role", "alert");
      fault.textContent = words;
      if (field.type === "file") field.after(fault);
      else field.closest(".field").append(fault);
      told.push(id);
    }
    field.toggleAttribute("aria-invalid", Boolean(words));
    if (words) field.setAttribute("aria-invalid", "true");
    if (told.length) field.setAttribute("aria-describedby", told.join(" "));
    else field.removeAttribute("aria-describedby");
    return words ? field : null;
  }
  // The first field that is too large, each with its fault beside it; null where all can be sent.
  function look() {
    new FormData(form); // first: an editor that waits for a pause writes its text now
    const large = files.map((input) => say(input, input.files[0]?.size > Number(input.dataset.most) ? input.dataset.large : ""));
    const texts = [...form.querySelectorAll("textarea")].map((area) => say(area, bytes(area.value) > Number(longest) ? long : ""));
    return [...large, ...texts].find(Boolean) ?? null;
  }
  for (const input of files) input.addEventListener("change", look);
  form.addEventListener("submit", (event) => {
    const wrong = look();
    if (!wrong) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // nothing is sent: what is typed goes on being kept
    wrong.scrollIntoView({ block: "center" });
    if (wrong.hidden) wrong.dispatchEvent(new Event("focus")); // its editor takes it
    else wrong.focus();
  }, { capture: true });
}

for (const form of document.querySelectorAll("[data-weigh]")) weigh(form);
