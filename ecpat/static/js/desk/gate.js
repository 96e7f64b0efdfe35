// What is to be settled leads to its field: folds open, the language comes on the screen, and one can write at once.
"use strict";
document.querySelector(".gate")?.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  link.closest("details").open = false;
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const side = field.closest(".edition");
  if (side) document.getElementById(`see-${side.id.slice(3)}`).checked = true;
  const surface = field.hidden ? document.getElementById(`${field.id}-editor`) ?? field : field.querySelector("input") ?? field;
  surface.scrollIntoView({ block: "center" });
  surface.focus({ preventScroll: true });
});
