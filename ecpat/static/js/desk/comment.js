// Words that are selected in a passage are what its comment is on, until its form is folded away again.
"use strict";
{
  const AROUND = 40; // characters
  const passages = [...document.querySelectorAll(".passage")].filter((one) => one.querySelector("[name=passage]"));
  document.getElementById("selectable").hidden = false;

  const choose = (passage, words, before = "", after = "") => {
    const form = passage.querySelector("[name=passage]").form, said = form.querySelector(".chosen-words");
    form.elements.passage.value = words || form.elements.passage.defaultValue;
    form.elements.before.value = before;
    form.elements.after.value = after;
    said.querySelector("q").textContent = words;
    said.hidden = !words;
  };

  document.addEventListener("selectionchange", () => {
    const selection = getSelection(), words = selection.toString().trim();
    const passage = words && passages.find((one) => one.querySelector(".quoted").contains(selection.anchorNode));
    if (!passage) return;
    const text = passage.querySelector(".quoted"), range = selection.getRangeAt(0), around = document.createRange();
    if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
    around.selectNodeContents(text);
    around.setEnd(range.startContainer, range.startOffset);
    const before = around.toString();
    around.selectNodeContents(text);
    around.setStart(range.endContainer, range.endOffset);
    choose(passage, words, before.slice(-AROUND), around.toString().slice(0, AROUND));
    passage.querySelector(".say:has([name=passage])").open = true;
  });

  for (const passage of passages) {
    const fold = passage.querySelector("[name=passage]").closest("details");
    fold.addEventListener("toggle", () => { if (!fold.open) choose(passage, ""); });
  }
}
