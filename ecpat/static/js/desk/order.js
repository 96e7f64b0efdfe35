// Rows change places by their buttons, without leaving the page, or are dragged; the numbers that are sent follow.
"use strict";
for (const list of document.querySelectorAll("[data-module=order]")) {
  const said = document.createElement("p");
  said.className = "hidden";
  said.setAttribute("role", "status");
  list.after(said);
  const rows = () => [...list.children].filter((row) => row.querySelector("[data-way]"));
  const number = (moved) => {
    rows().forEach((row, place) => {
      const words = list.dataset.moved.replace("{n}", place + 1);
      row.querySelector("input[name$=-position]").value = place + 1;
      row.querySelector("legend").textContent = words;
      if (row === moved) said.textContent = words;
    });
  };
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-way]"), row = button?.closest("li");
    if (!row) return;
    event.preventDefault();
    const all = rows(), here = all.indexOf(row);
    if (button.dataset.way === "up") all[here - 1]?.before(row);
    else all[here + 1]?.after(row);
    number(row);
    button.focus();
  });
  let dragged = null;
  for (const grip of list.querySelectorAll(".grip")) grip.draggable = true;
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest(".grip")?.closest("li") ?? null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.querySelector("legend").textContent);
    event.dataTransfer.setDragImage(dragged, 0, 0);
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (!dragged || !rows().includes(over)) return;
    event.preventDefault();
    if (over === dragged) return;
    const box = over.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) over.before(dragged);
    else over.after(dragged);
  });
  list.addEventListener("drop", (event) => { if (dragged) event.preventDefault(); });
  list.addEventListener("dragend", () => {
    if (dragged) number(dragged);
    dragged = null;
  });
}
