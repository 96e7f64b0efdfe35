// Tables: rows and cells with what they hold; those that only arrange things on a page give their cells one by one.
import { hasWords } from "./inline.js";

const MOST = 30; // columns or rows of one cell

function layout(table) {
  const cells = table.rows.length === 1 ? table.rows[0].cells.length : 0;
  return /^(presentation|none)$/.test(table.getAttribute("role") ?? "") || cells === 1 || table.querySelector("table") !== null;
}

// Yield the rows of a table, and tell the reader of all that stands between them.
function* rowsOf(reader, table, context, head = false) {
  for (const child of table.childNodes) {
    if (child.nodeType === 8) reader.node(child, context);
    if (child.nodeType !== 1 || reader.leaves(child, reader.styleOf(child), context)) continue;
    if (/^(thead|tbody|tfoot)$/.test(child.localName)) yield* rowsOf(reader, child, context, child.localName === "thead");
    if (child.localName === "tr") yield { row: child, head };
  }
}

function hiddenColumns(reader, table) {
  const hidden = new Set();
  let place = 0;
  for (const column of table.querySelectorAll("col")) {
    const span = Math.min(Number(column.getAttribute("span")) || 1, 500);
    for (let one = 0; one < span; one += 1) if (reader.styleOf(column).display === "none") hidden.add(place + one);
    place += span;
  }
  return hidden;
}

const span = (cell, name) => Math.min(Math.max(Number.parseInt(cell.getAttribute(name) ?? "1", 10) || 1, 1), MOST);

function readRow(reader, row, head, hidden, context) {
  const cells = [];
  let place = 0;
  for (const child of row.childNodes) {
    if (child.nodeType === 8) reader.node(child, context);
    if (child.nodeType !== 1 || !/^t[dh]$/.test(child.localName)) continue;
    const at = place, style = reader.styleOf(child), colspan = span(child, "colspan"), header = head || child.localName === "th";
    place += colspan;
    if (reader.leaves(child, style, context) || (colspan === 1 && hidden.has(at) && reader.notes.add("hidden"))) continue;
    const inner = reader.cell(child, context, header && child.localName === "th");
    cells.push({
      header, scope: child.getAttribute("scope"), colspan, rowspan: span(child, "rowspan"), lang: reader.langOf(child),
      blocks: reader.scoped(() => reader.children(child, inner)),
    });
  }
  return { head, cells, lang: reader.langOf(row) };
}

// Whether all words of a row are bold, and some are there.
const runsOf = (block) => block.runs ?? (block.items ?? []).flatMap(({ blocks }) => blocks.flatMap(runsOf));
const words = ({ cells }) => cells.flatMap(({ blocks }) => blocks.flatMap(runsOf)).filter((run) => hasWords([run]));
const allBold = (row) => { const found = words(row); return found.length > 0 && found.every(({ marks, image }) => !image && marks.bold); };

function heads(rows) {
  let place = 0;
  if (!rows[0].head && rows.length > 1 && rows[0].cells.length > 1 && !rows[0].cells.some(({ header }) => header) && allBold(rows[0]) && !rows.slice(1).every(allBold)) {
    rows[0].head = true;
    rows[0].cells.forEach((cell) => { cell.header = true; });
  }
  while (place < rows.length && (rows[place].head || (rows[place].cells.every(({ header }) => header) && place === 0))) rows[place++].head = true;
  rows.slice(place).forEach((row) => { row.head = false; });
  for (const run of rows.slice(0, place).flatMap(words)) if (run.marks) run.marks = { ...run.marks, bold: false };
}

export function readTable(reader, table, context) {
  const hidden = hiddenColumns(reader, table), caption = [...table.children].find(({ localName }) => localName === "caption");
  const label = caption && !reader.leaves(caption, reader.styleOf(caption), context) ? reader.worded(caption, context) : [];
  if (!reader.own && layout(table)) {
    if (label.length) reader.push({ kind: "p", runs: label }, context);
    for (const { row } of rowsOf(reader, table, context)) for (const cell of row.childNodes) reader.node(cell, context);
    return;
  }
  const rows = [];
  for (const { row, head } of rowsOf(reader, table, context)) {
    const read = readRow(reader, row, head, hidden, { ...context, item: null, level: 0 });
    if (read.cells.length) rows.push(read);
  }
  if (!rows.some((row) => words(row).length)) {
    if (label.length) reader.push({ kind: "p", runs: label }, context);
    return;
  }
  heads(rows);
  reader.push({ kind: "table", runs: label, rows, lang: reader.langOf(table) }, context);
}
