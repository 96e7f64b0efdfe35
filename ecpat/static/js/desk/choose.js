// One tick chooses, or lets go of, every entry of the page.
const all = document.querySelector("[data-module=choose-all]");
if (all) {
  const each = () => [...all.form.querySelectorAll("[name=entry]")];
  all.parentElement.hidden = false;
  all.addEventListener("change", () => each().forEach((one) => { one.checked = all.checked; }));
  all.form.addEventListener("change", () => {
    const chosen = each().filter((one) => one.checked).length;
    all.checked = chosen > 0 && chosen === each().length;
    all.indeterminate = chosen > 0 && !all.checked;
  });
}
