// What is pasted or dropped: ProseMirror's own hooks, and one line on what was left out or mended.
import { Extension } from "@tiptap/core";
import { DOMParser, Fragment, Slice } from "@tiptap/pm/model";
import { Plugin } from "@tiptap/pm/state";
import { isInTable } from "@tiptap/pm/tables";
import { cleaned, fromText } from "./clean.js";
import { parsed } from "./html.js";
import { hrefOf } from "./links.js";
import { begin } from "./uploads.js";
import { filled, words } from "./words.js";

const PICTURE = /^image\//;

// A browser that copies a picture gives it as a file, and as HTML without words.
function filesOf(data) {
  const files = [...data.files];
  if (!files.length || data.getData("text/plain").trim()) return [];
  const html = data.getData("text/html");
  return html && parsed(html).textContent.trim() ? [] : files;
}

// An address that is pasted over words of one paragraph links them.
function hrefOver({ empty, $from, $to }, data) {
  const text = data.getData("text/plain").trim();
  return !empty && $from.sameParent($to) && $from.parent.inlineContent && /^(https?:\/\/|mailto:)\S+$/i.test(text) ? hrefOf(text) : null;
}

function told({ notes, pictures }) {
  const all = [...notes].map((note) => words.pasted[note]);
  if (pictures) all.push(filled(pictures === 1 ? words.pasted.picture : words.pasted.pictures, { n: pictures }));
  return all.join(" ");
}

export const Paste = (locale, form, say) => Extension.create({
  name: "pasting",
  addProseMirrorPlugins() {
    const { editor } = this;
    function insert(view, place, files) {
      const pictures = files.filter(({ type, name }) => PICTURE.test(type) || /\.hei[cf]$/i.test(name)), { incoming } = view.state.schema.nodes;
      const others = files.filter((file) => !pictures.includes(file));
      if (pictures.length) editor.chain().focus().insertContentAt(place, pictures.map((file) => ({ type: incoming.name, attrs: { number: begin(file, form) } }))).run();
      say(others.length ? filled(words.onlyPictures, { name: others.map(({ name }) => name).join(", ") }) : "");
      return true;
    }
    return [new Plugin({ props: {
      transformPastedHTML(html) {
        const found = cleaned(html, locale, (picture) => begin(picture, form));
        say(told(found));
        return found.html;
      },
      clipboardTextParser(text, $context, plain, view) {
        const found = fromText(text), body = parsed(found.html), open = body.querySelector("[data-pm-slice]");
        say(told(found));
        const slice = DOMParser.fromSchema(view.state.schema).parseSlice(body, { preserveWhitespace: Boolean(open), context: $context });
        return Slice.maxOpen(slice.content);
      },
      // Within a table, cells go into cells.
      transformPasted(slice, view) {
        const { firstChild, childCount } = slice.content;
        return childCount === 1 && firstChild.type.name === "tableBlock" && isInTable(view.state) ? new Slice(Fragment.from(firstChild.lastChild), 0, 0) : slice;
      },
      handlePaste(view, event) {
        const href = hrefOver(view.state.selection, event.clipboardData);
        if (href) return editor.chain().focus().setMark("link", { href }).run();
        const files = filesOf(event.clipboardData);
        return files.length > 0 && insert(view, view.state.selection.from === view.state.selection.to ? view.state.selection.from : view.state.selection, files);
      },
      handleDrop(view, event) {
        const files = [...event.dataTransfer.files];
        if (!files.length) return false;
        event.preventDefault();
        return insert(view, view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? view.state.doc.content.size, files);
      },
    } })];
  },
});
