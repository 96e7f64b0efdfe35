// The editor of bodies: it covers a textarea, which stays what the form sends. docs/decisions has a page on it.
import { Editor, Extension, getSchema } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { answerComments, Comments, showComments } from "./comments.js";
import { linkDialog, pictureDialog } from "./dialogs.js";
import { Gaps, compare } from "./gaps.js";
import { documentOf, htmlOf } from "./html.js";
import { Paste } from "./paste.js";
import { views } from "./pictures.js";
import { entries, titleOf } from "./references.js";
import { extensions } from "./schema.js";
import { toolbar } from "./toolbar.js";
import { Incoming, holdForm } from "./uploads.js";
import { filled, make, words } from "./words.js";

const PAUSE = 400; // milliseconds without a change after which languages are compared again
const QUICK = 8; // milliseconds, half a frame: a text that takes longer to write out is written in a pause of typing
const place = document.querySelector("[data-editor-tools]"); // of tools that all texts share, where a page has one
const shared = place && toolbar(words.toolbar);
const opened = new Map(); // textarea -> { editor, locale, summary }

// An empty caption says what it is for.
const Captions = Extension.create({
  name: "captions",
  addProseMirrorPlugins: () => [new Plugin({
    props: {
      decorations({ doc }) {
        const blank = [];
        doc.descendants((node, position) => {
          if (node.type.name === "tableCaption" && !node.childCount) blank.push(Decoration.node(position, position + node.nodeSize, { class: "blank", "data-placeholder": words.tableCaption }));
          return node.type.name !== "tableRow" && !node.isTextblock;
        });
        return DecorationSet.create(doc, blank);
      },
    },
  })],
});

function sayLink(leads, locale) {
  let shown = "", timer = 0;
  return (editor) => {
    const href = editor.isActive("link") ? editor.getAttributes("link").href ?? "" : "";
    if (href === shown) return;
    shown = href;
    clearTimeout(timer);
    if (!href) { leads.textContent = ""; return; }
    timer = setTimeout(async () => {
      const id = /^entry:(\d+)/.exec(href)?.[1], entry = id ? await entries.of(id) : null;
      if (shown !== href) return;
      const target = id ? (entry ? filled(entry.gone ? words.linkGone : words.linkPage, { title: titleOf(entry, locale), kind: entry.kind, state: entry.states[locale] }) : words.linkLost)
        : href === "help:" ? words.linkHelp : href.startsWith("asset:") ? words.linkRecording : filled(words.linkAddress, { address: href.replace(/^(mailto|tel):/, "") });
      leads.textContent = target;
    }, 150);
  };
}

function compareAll() {
  const all = [...opened.values()];
  for (const { editor, locale } of all) showComments(editor, locale);
  for (const one of all) {
    const other = all.find(({ editor, locale }) => locale !== one.locale && editor.state.doc.textContent.trim()) ?? all.find(({ locale }) => locale !== one.locale);
    if (other) compare(one.editor, other.editor, other.locale, one.summary);
  }
}
let timer = 0;
function soon() { clearTimeout(timer); timer = setTimeout(compareAll, PAUSE); }

function attach(area) {
  const { locale } = area.dataset, id = `${area.id || area.name}-editor`;
  const label = area.labels[0] ?? null, name = label?.textContent.trim() || area.getAttribute("aria-label") || words.text;
  if (label) label.id ||= `${id}-label`;
  const bar = shared ?? toolbar(`${words.toolbar} (${name})`);
  const leads = make("p", { class: "editor-place", role: "status" }), pasted = make("p", { class: "editor-pasted", role: "status" }), frame = make("div", { class: "editor" });
  const keys = make("p", { class: "hidden", id: `${id}-keys` }, words.keys), summary = make("p", { class: "gaps-summary", hidden: true });
  const kinds = extensions(views(locale, (editor, position) => pictureDialog(editor, locale, position)));
  const keyboard = Extension.create({
    name: "keyboard",
    addKeyboardShortcuts: () => ({
      "Alt-F10": () => { bar.focus(); return true; },
      "Mod-k": ({ editor }) => { linkDialog(editor, locale); return true; },
    }),
  });
  const sayPasted = (line) => { pasted.textContent = line; };
  const all = [...kinds, keyboard, Captions, Gaps, Comments, Incoming(sayPasted), Paste(locale, area.form, sayPasted)];
  const schema = getSchema(all), read = () => documentOf(schema, area.value).toJSON();
  let written = area.value, cost = 0, later = 0;
  const say = sayLink(leads, locale);
  // The caret stops short of what stays in sight: the tools above, the way to save below.
  const sticky = (element) => (element && getComputedStyle(element).position === "sticky" ? element.offsetHeight : 0) + 8;
  const edges = { left: 0, right: 0, get top() { return sticky(shared ? place : bar.element); }, get bottom() { return sticky(area.form?.querySelector(".actions")); } };
  const describedBy = [area.getAttribute("aria-describedby"), keys.id].filter(Boolean).join(" ");
  const passed = ["aria-invalid", "aria-errormessage", "aria-required"].filter((one) => area.hasAttribute(one));
  const editor = new Editor({
    element: frame, extensions: all, content: read(), injectCSS: false, enablePasteRules: false,
    editorProps: {
      attributes: {
        id, class: "editor-text prose", lang: area.lang || locale, role: "textbox", "aria-multiline": "true", "aria-describedby": describedBy, spellcheck: "true",
        ...(label ? { "aria-labelledby": label.id } : { "aria-label": name }),
        ...Object.fromEntries(passed.map((one) => [one, area.getAttribute(one)])),
      },
      scrollThreshold: edges, scrollMargin: edges,
    },
    onUpdate() {
      clearTimeout(later);
      later = cost > QUICK ? setTimeout(write, PAUSE) : 0;
      if (!later) write();
      soon();
    },
    onTransaction({ editor: one }) { if (opened.has(area)) bar.update(one); say(one); },
  });
  function write() {
    clearTimeout(later);
    later = 0;
    const began = performance.now();
    area.value = written = htmlOf(editor.state.doc);
    area.dispatchEvent(new Event("input", { bubbles: true }));
    cost = performance.now() - began;
  }
  // Whoever reads the text before that pause gets it whole: a form that is sent or kept, a page that is left.
  area.form?.addEventListener("formdata", ({ formData }) => { if (later) { write(); formData.set(area.name, area.value); } });
  addEventListener("beforeunload", () => { if (later) write(); });
  // Whoever else writes the text (a draft that is taken up again) says so by “change”.
  area.addEventListener("change", () => { if (area.value !== written) { clearTimeout(later); later = 0; written = area.value; editor.commands.setContent(read(), { emitUpdate: false }); soon(); } });
  // A browser that leads back to the form puts its text back too, after this script and without a word.
  addEventListener("pageshow", () => area.dispatchEvent(new Event("change")));
  area.form?.addEventListener("reset", () => setTimeout(() => area.dispatchEvent(new Event("change"))));
  area.addEventListener("focus", () => editor.commands.focus());
  label?.addEventListener("click", (event) => { event.preventDefault(); editor.commands.focus(); });
  for (const moved of ["focusin", "focusout"]) frame.addEventListener(moved, () => setTimeout(() => bar.update(editor)));
  bar.attach(editor, locale, id);
  if (!shared) frame.prepend(bar.element);
  frame.querySelector(".ProseMirror").before(leads, pasted);
  holdForm(area.form, sayPasted);
  area.hidden = true;
  area.after(frame, summary, keys);
  opened.set(area, { editor, locale, summary });
}

for (const area of document.querySelectorAll('textarea[data-module="editor"]')) {
  try { attach(area); } catch (fault) { area.hidden = false; console.error(fault); } // the plain text still works
}
if (shared && opened.size) {
  place.append(shared.element);
  place.hidden = false;
}
compareAll();
document.getElementById("sheet")?.addEventListener("saved", compareAll);
answerComments(compareAll);
