// The toolbar, after the pattern of the ARIA Authoring Practices Guide: one stop for Tab, arrows within.
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow, toggleHeader } from "@tiptap/pm/tables";
import { blockDialog } from "./blocks.js";
import { commentDialog } from "./comments.js";
import { insertPicture, languageDialog, linkDialog } from "./dialogs.js";
import { commentsUrl, make, words } from "./words.js";

const drawn = (path) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  for (const [name, value] of Object.entries({ viewBox: "0 0 24 24", "aria-hidden": "true", width: "20", height: "20", fill: "none", stroke: "currentColor", "stroke-width": "2" })) svg.setAttribute(name, value);
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
};
const cells = (rows, columns) => Array.from({ length: rows }, (_, row) => ({
  type: "tableRow", attrs: { head: row === 0 },
  content: Array.from({ length: columns }, () => ({ type: row ? "tableCell" : "tableHeader", content: [{ type: "paragraph" }] })),
}));
const insertTable = (editor) => {
  const { from } = editor.state.selection;
  editor.chain().focus().insertContent({ type: "tableBlock", content: [{ type: "tableCaption" }, { type: "table", content: cells(3, 2) }] }).run();
  let place = null;
  editor.state.doc.nodesBetween(Math.max(from - 2, 0), Math.min(from + 6, editor.state.doc.content.size), (node, at) => { if (node.type.name === "tableCaption") place ??= at + 1; });
  if (place !== null) editor.commands.setTextSelection(place);
};
const removeTable = (editor) => editor.chain().focus().deleteNode("tableBlock").run();
const inTable = (command) => (editor) => { command(editor.state, editor.view.dispatch); editor.view.focus(); };

const TOOLS = () => [
  { label: words.heading, run: (e) => e.chain().focus().toggleHeading({ level: 2 }).run(), on: (e) => e.isActive("heading", { level: 2 }) },
  { label: words.subheading, run: (e) => e.chain().focus().toggleHeading({ level: 3 }).run(), on: (e) => e.isActive("heading", { level: 3 }) },
  { label: words.bold, sign: make("strong", {}, words.boldSign), run: (e) => e.chain().focus().toggleBold().run(), on: (e) => e.isActive("bold") },
  { label: words.italic, sign: make("em", {}, words.italicSign), run: (e) => e.chain().focus().toggleItalic().run(), on: (e) => e.isActive("italic") },
  { label: words.list, sign: drawn("M9 6h12M9 12h12M9 18h12M3 6h2M3 12h2M3 18h2"), run: (e) => e.chain().focus().toggleBulletList().run(), on: (e) => e.isActive("bulletList") },
  { label: words.numbered, sign: drawn("M10 6h11M10 12h11M10 18h11M3 4l2-1v5M3 15.5c0-2 3-2 3 0 0 1.5-3 2-3 4h3"), run: (e) => e.chain().focus().toggleOrderedList().run(), on: (e) => e.isActive("orderedList") },
  { label: words.quote, run: (e) => e.chain().focus().toggleBlockquote().run(), on: (e) => e.isActive("blockquote") },
  { label: words.link, run: linkDialog, on: (e) => e.isActive("link"), opens: true },
  { label: words.picture, run: insertPicture, opens: true },
  { label: words.table, run: insertTable, off: (e) => e.isActive("tableBlock") },
  { label: words.block, run: blockDialog, opens: true },
  { label: words.language, run: languageDialog, on: (e) => e.isActive("phrase"), opens: true },
  { label: words.cite, hint: words.citeHint, run: (e) => e.chain().focus().toggleMark("cite").run(), on: (e) => e.isActive("cite") },
  { label: words.comment, run: commentDialog, opens: true, when: Boolean(commentsUrl) },
  { label: words.undo, sign: drawn("M9 5 4 10l5 5M4 10h10a5 5 0 0 1 0 10h-3"), run: (e) => e.chain().focus().undo().run(), off: (e) => !e.can().undo() },
  { label: words.redo, sign: drawn("m15 5 5 5-5 5M20 10H10a5 5 0 0 0 0 10h3"), run: (e) => e.chain().focus().redo().run(), off: (e) => !e.can().redo() },
];
const TABLE_TOOLS = () => [
  { label: words.addRow, sign: `+ ${words.row}`, run: inTable(addRowAfter) },
  { label: words.deleteRow, sign: `− ${words.row}`, run: inTable(deleteRow) },
  { label: words.addColumn, sign: `+ ${words.column}`, run: inTable(addColumnAfter) },
  { label: words.deleteColumn, sign: `− ${words.column}`, run: inTable(deleteColumn) },
  { label: words.headerRow, run: inTable(toggleHeader("row")) }, { label: words.headerColumn, run: inTable(toggleHeader("column")) },
  { label: words.deleteTable, sign: `− ${words.table.toLowerCase()}`, run: removeTable },
];

// Tools for one text, or for several: then for the one where one was last.
export function toolbar(label) {
  let active = null; // { editor, locale }
  const button = (tool) => {
    const { label: name, sign, hint, on, opens } = tool;
    const element = make("button", {
      type: "button", tabindex: "-1", "aria-label": sign ? name : null, title: hint ?? (sign ? name : null),
      "aria-pressed": on && !opens ? "false" : null, "aria-haspopup": opens ? "dialog" : null,
    }, sign ?? name);
    return { ...tool, element };
  };
  const tools = TOOLS().filter(({ when }) => when ?? true).map(button), more = TABLE_TOOLS().map(button);
  const group = make("div", { class: "table-tools", role: "group", "aria-label": words.table, hidden: true }, ...more.map(({ element }) => element));
  const where = make("span", { class: "where" });
  const bar = make("div", { class: "editor-bar", role: "toolbar", "aria-label": label }, ...tools.map(({ element }) => element), group, where);
  const reachable = () => [...bar.querySelectorAll("button")].filter((one) => !one.closest("[hidden]"));
  let stop = tools[0].element;
  const move = (to) => { stop.tabIndex = -1; stop = to; stop.tabIndex = 0; };
  move(stop);
  for (const { element, run } of [...tools, ...more]) element.addEventListener("click", () => { if (element.getAttribute("aria-disabled") !== "true") run(active.editor, active.locale); });
  bar.addEventListener("focusin", ({ target }) => { if (target.matches("button")) move(target); });
  bar.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays where it is
  bar.addEventListener("keydown", (event) => {
    const all = reachable(), here = all.indexOf(document.activeElement);
    const next = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Escape") active.editor.view.focus();
    if (next === undefined) return;
    event.preventDefault();
    all[(next + all.length) % all.length].focus();
  });
  function update(editor) {
    if (editor !== active.editor) return;
    const table = editor.isActive("tableHeader") || editor.isActive("tableCell");
    group.hidden = !editor.isActive("tableBlock") || ![bar, editor.view.dom].some((one) => one.contains(document.activeElement));
    for (const { element } of more.slice(0, -1)) element.setAttribute("aria-disabled", String(!table));
    if (group.hidden && group.contains(stop)) move(tools[0].element);
    for (const { element, on, off, opens } of tools) {
      if (on && opens) element.classList.toggle("on", on(editor));
      else if (on) element.setAttribute("aria-pressed", String(on(editor)));
      if (off) element.setAttribute("aria-disabled", String(off(editor)));
    }
  }
  for (const moved of ["focusin", "focusout"]) bar.addEventListener(moved, () => setTimeout(() => update(active.editor)));
  return {
    element: bar,
    focus: () => stop.focus(),
    update,
    attach(editor, locale, id) {
      const enter = () => {
        active = { editor, locale };
        if (bar.getAttribute("aria-controls").includes(" ")) where.textContent = words.inText[locale];
        update(editor);
      };
      bar.setAttribute("aria-controls", [bar.getAttribute("aria-controls"), id].filter(Boolean).join(" "));
      editor.on("focus", enter);
      active ??= { editor, locale };
      update(editor);
    },
  };
}
