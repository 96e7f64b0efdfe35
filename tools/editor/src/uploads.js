// A picture (or a recording, for its block) on its way: sent to the desk's files, and put where it was pasted or dropped; or why not is said.
import { Node } from "@tiptap/core";
import { filled, make, uploadUrl, words } from "./words.js";

const sent = new Map(); // number -> what came of it, or will
let last = Promise.resolve(), waiting = 0;

export async function send(file, form, kind = "image") {
  const body = new FormData();
  body.set("csrf_token", form?.elements.csrf_token?.value ?? "");
  body.set("kind", kind);
  body.set("for", "text");
  body.set("file", file, file.name || "image.png");
  try {
    const answer = await fetch(uploadUrl, { method: "POST", body, headers: { Accept: "application/json" } });
    const told = answer.headers.get("Content-Type")?.startsWith("application/json") && !answer.redirected;
    return told ? await answer.json() : { fault: words.unreachable };
  } catch { return { fault: words.unreachable }; }
}

// What a picture's own address holds, as a file.
function fileOf(address) {
  const [, type, packed, data] = /^data:(image\/[\w.+-]+)[^,]*?(;base64)?,(.*)$/is.exec(address) ?? [];
  if (!type) return null;
  try {
    const bytes = packed ? Uint8Array.from(atob(data.replace(/\s/g, "")), (sign) => sign.charCodeAt(0)) : new TextEncoder().encode(decodeURIComponent(data));
    return new File([bytes], `image.${type.split("/")[1].replace("jpeg", "jpg").split("+")[0]}`, { type });
  } catch { return null; }
}

// Begin to send a file, or what an address holds, one after another; return its number.
export function begin(picture, form) {
  const number = sent.size + 1, file = picture instanceof File ? picture : fileOf(picture);
  waiting += 1;
  last = last.then(() => (!uploadUrl ? { fault: words.picturesMissing } : file ? send(file, form) : { fault: words.pictureBroken }));
  sent.set(number, last.finally(() => { waiting -= 1; }));
  return number;
}

// A form is sent when its pictures are.
export function holdForm(form, say) {
  form?.addEventListener("submit", (event) => {
    if (!waiting) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say(words.pictureWaits);
    last.then(() => setTimeout(() => form.requestSubmit(event.submitter)));
  }, { capture: true });
}

export const Incoming = (say) => Node.create({
  name: "incoming", group: "block", atom: true, selectable: true,
  addAttributes: () => ({ number: { default: null, rendered: false, parseHTML: (element) => Number(element.getAttribute("data-incoming")) } }),
  parseHTML: () => [{ tag: "div[data-incoming]" }],
  renderHTML: ({ node }) => ["div", { "data-incoming": node.attrs.number }],
  addNodeView: () => ({ node, editor, getPos }) => {
    const dom = make("p", { class: "note", contenteditable: "false" }, words.pictureSending);
    let there = true;
    (sent.get(node.attrs.number) ?? Promise.resolve({ fault: words.pictureBroken })).then(({ id, name, fault, note }) => {
      const place = there ? getPos() : undefined;
      if (place === undefined) return;
      const { tr, schema } = editor.state;
      if (fault) tr.delete(place, place + node.nodeSize);
      else tr.replaceWith(place, place + node.nodeSize, schema.nodes.picture.create({ src: `asset:${id}` }));
      // Tiptap takes a text of one picture without words for one that was cleared.
      editor.view.dispatch(tr.setMeta("addToHistory", false).setMeta("preventClearDocument", true));
      say(fault ? filled(words.pictureRefused, { reason: fault }) : filled(note ? `${words.pictureHere} ${note}` : words.pictureHere, { name }));
    });
    return { dom, destroy: () => { there = false; } };
  },
});
