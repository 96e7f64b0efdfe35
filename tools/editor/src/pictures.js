// How a picture looks in the editor: the file's small picture, its alternative text, its caption below.
import { files } from "./references.js";
import { InlinePicture, Picture } from "./schema.js";
import { filled, make, words } from "./words.js";

const idOf = (node) => node.attrs.src.slice("asset:".length);

function draw(frame, note, node, locale) {
  const id = idOf(node);
  frame.replaceChildren(make("span", { class: "unseen" }, filled(words.pictureNumber, { number: id })));
  files.of(id).then((file) => {
    if (file?.thumb) frame.replaceChildren(make("img", { src: file.thumb, alt: "", width: file.width, height: file.height }));
    if (!note) return;
    const alt = node.attrs.alt || file?.alt?.[locale] || "";
    note.textContent = alt ? filled(words.altIs, { alt }) : file?.decorative ? words.decorative : words.altMissing;
  });
}

export const views = (locale, change) => ({
  Picture: Picture.extend({
    addNodeView: () => ({ node, editor, getPos }) => {
      const frame = make("div", { class: "frame" }), note = make("span");
      const button = make("button", { type: "button", click: () => change(editor, getPos()) }, words.change);
      const tools = make("div", { class: "tools", contenteditable: "false" }, frame, make("p", { class: "note" }, note, " ", button));
      const caption = make("figcaption", { "data-placeholder": words.caption });
      const mark = (one) => { caption.classList.toggle("blank", one.childCount === 0); };
      draw(frame, note, node, locale);
      mark(node);
      let shown = node;
      return {
        dom: make("figure", { class: "picture" }, tools, caption),
        contentDOM: caption,
        update(next) {
          if (next.type !== shown.type) return false;
          if (next.attrs.src !== shown.attrs.src || next.attrs.alt !== shown.attrs.alt) draw(frame, note, next, locale);
          mark(next);
          shown = next;
          return true;
        },
        stopEvent: (event) => tools.contains(event.target) && event.type !== "dragstart",
        ignoreMutation: (mutation) => !caption.contains(mutation.target) || mutation.type === "attributes",
      };
    },
  }),
  InlinePicture: InlinePicture.extend({
    addNodeView: () => ({ node }) => {
      const frame = make("span", { class: "inline-picture" });
      draw(frame, null, node, locale);
      return { dom: frame };
    },
  }),
});
