// HTML into the editor's document and out of it. Both in a document apart, where nothing is fetched or run.
import { DOMParser, DOMSerializer } from "@tiptap/pm/model";
import { withoutSheets } from "./styles.js";

const apart = document.implementation.createHTMLDocument("");

// The policy allows no handler and no style, not even one that is parsed and thrown away.
const TAG = /<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*>?/gi, FORBIDDEN = /(?<=[\s/"'])(style|on[a-z]+)(?=\s*=)/gi;
const inert = (html) => withoutSheets(html).html.replace(TAG, (tag) => tag.replace(FORBIDDEN, "data-$1"));

export function parsed(html) {
  const body = apart.createElement("body");
  body.innerHTML = inert(html);
  return body;
}

export function renamed(element, tag) {
  const other = element.ownerDocument.createElement(tag);
  for (const { name, value } of element.attributes) other.setAttribute(name, value);
  other.append(...element.childNodes);
  element.replaceWith(other);
  return other;
}

// Put every table into a block of its own, its caption before it.
export function blockTables(body) {
  for (const table of body.querySelectorAll("table")) {
    if (table.parentElement.hasAttribute("data-table-block")) continue;
    const block = body.ownerDocument.createElement("div"), line = body.ownerDocument.createElement("p");
    block.setAttribute("data-table-block", "");
    line.setAttribute("data-table-caption", "");
    const caption = table.querySelector(":scope > caption");
    if (caption) {
      if (caption.lang) line.lang = caption.lang;
      line.append(...caption.childNodes);
      caption.remove();
    }
    if (table.lang) block.lang = table.lang;
    table.replaceWith(block);
    block.append(line, table);
  }
  return body;
}

export const documentOf = (schema, html) => DOMParser.fromSchema(schema).parse(blockTables(parsed(html)));

function backToTable(block) {
  const make = (tag) => block.ownerDocument.createElement(tag);
  const table = make("table"), line = block.querySelector(":scope > p"), rows = [...block.querySelectorAll("tr")];
  if (block.lang) table.lang = block.lang;
  if (line?.childNodes.length) table.append(renamed(line, "caption"));
  table.querySelector("caption")?.removeAttribute("data-table-caption");
  const heads = rows.filter((row) => row.hasAttribute("data-head") && !row.querySelector(":scope > td"));
  for (const row of rows) {
    row.removeAttribute("data-head");
    [...row.children].forEach((cell, place) => {
      for (const span of ["colspan", "rowspan"]) if (cell.getAttribute(span) === "1") cell.removeAttribute(span);
      const across = row === rows[0] && !row.querySelector(":scope > td");
      if (cell.tagName === "TH" && !cell.hasAttribute("scope")) cell.setAttribute("scope", across || place ? "col" : "row");
    });
  }
  for (const [tag, part] of [["thead", heads], ["tbody", rows.filter((row) => !heads.includes(row))]]) {
    if (part.length) { const group = make(tag); group.append(...part); table.append(group); }
  }
  block.replaceWith(table);
}

// A paragraph that is alone in an item or a cell, or followed there by a list, needs no tags.
function unwrap(paragraph) {
  const rest = [...paragraph.parentElement.children].slice(1);
  if (paragraph.attributes.length || paragraph.previousSibling || !rest.every((after) => /^[UO]L$/.test(after.tagName))) return;
  if (rest.length && paragraph.parentElement.tagName !== "LI") return;
  paragraph.replaceWith(...paragraph.childNodes);
}

function serializer(schema) {
  schema.cached.body ??= new DOMSerializer(specs(schema), DOMSerializer.marksFromSchema(schema));
  return schema.cached.body;
}

function specs(schema) {
  const lang = ({ attrs }) => (attrs.lang ? { lang: attrs.lang } : {});
  return {
    ...DOMSerializer.nodesFromSchema(schema),
    tableRow: (row) => ["tr", { ...lang(row), ...(row.attrs.head ? { "data-head": "" } : {}) }, 0],
  };
}

function blockHtml(block) {
  const root = apart.createElement("body");
  root.append(serializer(block.type.schema).serializeNode(block, { document: apart }));
  root.querySelectorAll("[data-incoming]").forEach((picture) => picture.remove());
  root.querySelectorAll("[data-table-block]").forEach(backToTable);
  root.querySelectorAll("li > p, td > p, th > p, dd > p").forEach(unwrap);
  root.querySelectorAll("p:empty, h2:empty, h3:empty, figcaption:empty, blockquote:empty").forEach((empty) => empty.remove());
  return root.innerHTML.replaceAll("&nbsp;", "\u00a0");
}

// A block never changes, another takes its place: so what has been written once need not be written again.
const written = new WeakMap();

export function htmlOf(doc) {
  const parts = [];
  doc.forEach((block) => {
    if (!written.has(block)) written.set(block, blockHtml(block));
    if (written.get(block)) parts.push(written.get(block));
  });
  return parts.join("\n");
}
