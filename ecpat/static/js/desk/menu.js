// Menus close on Escape and on a click elsewhere; Ctrl+K goes to the search field, unless one is writing.
const open = () => document.querySelectorAll(".menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of open()) {
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    }
  }
  const fields = [...document.querySelectorAll("main [role=search] input[type=search], [data-module=find]")];
  const find = fields.find((field) => field.checkVisibility());
  const writing = document.activeElement?.closest("[contenteditable=true], textarea");
  if (find && !writing && event.key === "k" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    find.focus();
    find.select();
  }
});
