// How long a field is, counted while one types; the number that the page came with was counted by the server.
"use strict";
for (const count of document.querySelectorAll('[data-module="count"]')) {
  const field = document.getElementById(count.dataset.of);
  const show = () => {
    const length = [...field.value].length;
    count.textContent = count.dataset.text.replace("{n}", length.toLocaleString(document.documentElement.lang));
    count.classList.toggle("over", length > Number(count.dataset.best));
  };
  field.addEventListener("input", show);
  addEventListener("pageshow", show); // a browser that leads back puts what was typed back, later than this
  show();
}
