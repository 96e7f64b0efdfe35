// A button copies what a field holds, and says so.
for (const one of document.querySelectorAll("[data-module=copy]")) {
  const [field, button, said] = one.children;
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard.writeText(field.value);
    button.textContent = said.textContent = one.dataset.done;
  });
}
