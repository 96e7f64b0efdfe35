// What a body may hold (ecpat/content/richtext.py), as the editor's schema: every tag there has its node or mark here.
import { Extension, Mark, Node, callOrReturn, getExtensionField } from "@tiptap/core";
import { Blockquote } from "@tiptap/extension-blockquote";
import { Bold } from "@tiptap/extension-bold";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Heading } from "@tiptap/extension-heading";
import { Italic } from "@tiptap/extension-italic";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Text } from "@tiptap/extension-text";
import { Gapcursor, UndoRedo } from "@tiptap/extensions";
import { tableEditing } from "@tiptap/pm/tables";
import { Blocks } from "./blocks.js";
import { KNOWN } from "./links.js";
import { Typing } from "./typing.js";

const LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

const node = (name, group, content, tag, more = {}) => Node.create({
  name, group, content,
  parseHTML: () => [{ tag }],
  renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
  ...more,
});
const mark = (name, tag, more = {}) => Mark.create({
  name,
  parseHTML: () => [{ tag }],
  renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
  ...more,
});

// Tab leaves the text (in a table, from its last cell: typing.js), so that nobody is caught in it; lists are moved as in Word, with Alt+Shift and an arrow.
const Item = ListItem.extend({
  addKeyboardShortcuts() {
    return {
      Enter: () => this.editor.commands.splitListItem(this.name),
      "Alt-Shift-ArrowRight": () => this.editor.commands.sinkListItem(this.name),
      "Alt-Shift-ArrowLeft": () => this.editor.commands.liftListItem(this.name),
    };
  },
});

const number = (name) => ({ default: 1, parseHTML: (cell) => Number(cell.getAttribute(name)) || 1 });
const cell = (name, tag, role, more) => node(name, "", "block+", tag, {
  tableRole: role, isolating: true,
  addAttributes: () => ({ colspan: number("colspan"), rowspan: number("rowspan"), colwidth: { default: null, rendered: false }, ...more }),
});

// A caption and its table: ProseMirror's tables hold rows alone.
const TableBlock = node("tableBlock", "block", "tableCaption table", "div[data-table-block]", {
  isolating: true, defining: true,
  renderHTML: ({ HTMLAttributes }) => ["div", { ...HTMLAttributes, "data-table-block": "" }, 0],
});
const TableCaption = node("tableCaption", "", "inline*", "p[data-table-caption]", {
  priority: 1100, // before the paragraph
  renderHTML: ({ HTMLAttributes }) => ["p", { ...HTMLAttributes, "data-table-caption": "" }, 0],
  addKeyboardShortcuts() { return { Enter: () => this.editor.isActive(this.name) && this.editor.commands.selectTextblockEnd() }; },
});
const Table = node("table", "", "tableRow+", "table", {
  tableRole: "table", isolating: true,
  renderHTML: () => ["table", ["tbody", 0]],
  addProseMirrorPlugins: () => [tableEditing()],
  extendNodeSchema(extension) {
    const context = { name: extension.name, options: extension.options, storage: extension.storage };
    return { tableRole: callOrReturn(getExtensionField(extension, "tableRole", context)) };
  },
});
const TableRow = node("tableRow", "", "(tableCell | tableHeader)*", "tr", {
  tableRole: "row",
  addAttributes: () => ({ head: { default: false, rendered: false, parseHTML: (row) => row.parentElement?.tagName === "THEAD" } }),
});

const attribute = (name) => ({ default: null, parseHTML: (element) => element.getAttribute(name) });
const own = (image) => /^asset:\d{1,18}$/.test(image?.getAttribute("src") ?? "");
const picture = { src: attribute("src"), alt: attribute("alt") };

// A picture and its caption. The picture itself is drawn by a view (pictures.js).
export const Picture = node("picture", "block", "inline*", "figure", {
  isolating: true, draggable: true,
  addAttributes: () => Object.fromEntries(Object.keys(picture).map((name) => [name, {
    default: null, rendered: false, parseHTML: (figure) => figure.querySelector("img")?.getAttribute(name) ?? null,
  }])),
  parseHTML: () => [{
    tag: "figure", priority: 60,
    getAttrs: (figure) => [...figure.children].every((child) => /^(IMG|FIGCAPTION)$/.test(child.tagName))
      && figure.querySelectorAll("img").length === 1 && own(figure.querySelector(":scope > img")) && null,
    contentElement: (figure) => figure.querySelector("figcaption") ?? figure.ownerDocument.createElement("figcaption"),
  }],
  renderHTML: ({ node: { attrs }, HTMLAttributes }) => ["figure", HTMLAttributes, ["img", { src: attrs.src, ...(attrs.alt === null ? {} : { alt: attrs.alt }) }], ["figcaption", 0]],
  addKeyboardShortcuts() {
    return { Enter: () => this.editor.isActive(this.name) && this.editor.commands.insertContentAt(this.editor.state.selection.$from.after(), { type: "paragraph" }) };
  },
});
export const InlinePicture = Node.create({
  name: "inlinePicture", group: "inline", inline: true, atom: true,
  addAttributes: () => picture,
  parseHTML: () => [{ tag: "img", getAttrs: (image) => own(image) && null }],
  renderHTML: ({ HTMLAttributes }) => ["img", HTMLAttributes],
});

export const Link = mark("link", "a", {
  inclusive: false,
  addAttributes: () => ({ href: attribute("href") }),
  parseHTML: () => [{ tag: "a[href]", getAttrs: (link) => KNOWN.test(link.getAttribute("href")) && null }],
});
export const Phrase = mark("phrase", "span", {
  addAttributes: () => ({ lang: attribute("lang") }),
  parseHTML: () => [{ tag: "span[lang]", getAttrs: (span) => LANGUAGE.test(span.getAttribute("lang")) && null }],
});

// Any element may say its language.
const Languages = Extension.create({
  name: "languages",
  addGlobalAttributes: () => [{
    types: [
      "paragraph", "heading", "bulletList", "orderedList", "listItem", "blockquote", "descriptionList", "term", "description",
      "tableBlock", "tableCaption", "tableRow", "tableCell", "tableHeader", "figure", "figcaption", "picture",
      "bold", "italic", "struck", "link", "cite", "abbr", "superscript", "subscript",
    ],
    attributes: { lang: attribute("lang") },
  }],
});

export function extensions(Views) {
  return [
    Document, Text, Paragraph, Heading.configure({ levels: [2, 3] }), HardBreak, Blockquote, UndoRedo, Gapcursor,
    BulletList, OrderedList, Item, ListKeymap,
    node("descriptionList", "block", "(term | description)+", "dl"),
    node("term", "", "inline*", "dt", { defining: true }),
    node("description", "", "block+", "dd", { defining: true }),
    TableBlock, TableCaption, Table, TableRow,
    cell("tableCell", "td", "cell", {}),
    cell("tableHeader", "th", "header_cell", { scope: attribute("scope") }),
    node("figure", "block", "block+ figcaption?", "figure", { isolating: true }),
    node("figcaption", "", "inline*", "figcaption"),
    Views.Picture, Views.InlinePicture,
    Link, Phrase, Bold, Italic,
    mark("cite", "cite"), mark("abbr", "abbr", { addAttributes: () => ({ title: attribute("title") }) }),
    mark("struck", "s", { addKeyboardShortcuts() { return { "Mod-Shift-x": () => this.editor.commands.toggleMark(this.name) }; } }),
    mark("superscript", "sup", { excludes: "subscript", addKeyboardShortcuts() { return { "Mod-.": () => this.editor.commands.toggleMark(this.name) }; } }),
    mark("subscript", "sub", { excludes: "superscript", addKeyboardShortcuts() { return { "Mod-,": () => this.editor.commands.toggleMark(this.name) }; } }),
    Languages, Blocks, Typing,
  ];
}
