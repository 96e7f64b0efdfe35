// What is pasted, from wherever, as HTML of the editor's schema, and what has to be said of it.
import { parsed } from "./html.js";
import { Line } from "./inline.js";
import { itemOf, joined } from "./lines.js";
import { assembled } from "./lists.js";
import { Reader } from "./reader.js";
import { stylesOf, withoutSheets } from "./styles.js";
import { levelsOf, written } from "./write.js";

const WRAPPED = /^(?:\s|<meta[^>]*>|<!--(?:Start|End)Fragment-->)*<(tr|t[dh]|tbody|thead|tfoot|col|colgroup|caption)\b/i; // parts of a table, without it
const OFFICE = /\bmso-|class="?Mso|urn:schemas-microsoft|docs-internal-guid|LibreOffice|data-pm-slice/i; // paragraphs there are paragraphs
const CONTEXT = new Set(["bulletList", "orderedList", "listItem", "blockquote"]);

// How far an editor's own piece is open at its ends, where that can be kept; else null.
function sliceOf(body) {
  const found = /^\d+ \d+ (.*)$/s.exec(body.querySelector("[data-pm-slice]")?.getAttribute("data-pm-slice") ?? "");
  if (!found || body.querySelector("table,figure,dl")) return null;
  try { return JSON.parse(found[1]).every((part, place) => place % 2 || CONTEXT.has(part)) ? found[0] : null; } catch { return null; }
}

// Return { html, notes, pictures }: `keep` gives each picture that came along a number, by its address.
export function cleaned(html, locale, keep) {
  const { html: bare, sheet } = withoutSheets(html);
  const part = WRAPPED.exec(bare)?.[1].toLowerCase();
  const body = parsed(part ? `<table>${/^t[dh]$/.test(part) ? "<tr>" : ""}${bare}</table>` : bare);
  const slice = sliceOf(body), own = html.includes("data-pm-slice");
  const reader = new Reader(body, stylesOf(sheet), { locale, own, apart: OFFICE.test(html), bounded: html.includes("<!--StartFragment-->") });
  const { blocks, notes, pictures, uploads } = reader;
  const kept = blocks.length && ["p", "h", "list", "quote"].includes(blocks[0].kind) ? slice ?? (reader.loose && blocks.length === 1 && blocks[0].kind === "p" ? "1 1 []" : null) : null;
  return { html: written(blocks, { levels: levelsOf(blocks, own), slice: kept, uploads: uploads.map(keep) }), notes, pictures };
}

// A plain text: blank lines are between paragraphs, a line's end is kept; lines of a column are joined.
export function fromText(text) {
  const notes = new Set(), blocks = [];
  for (const part of text.replace(/\r\n?|\u2028|\u2029/g, "\n").split(/\n[^\S\n]*\n|\f/)) {
    const line = new Line();
    part.split("\n").forEach((words, place) => { if (place) line.br(); line.text(words, {}, false); });
    blocks.push(...line.ended().map((one) => ({ kind: "p", ...one })));
  }
  const found = assembled(joined(blocks, notes, true).map(itemOf));
  const slice = found.length === 1 && found[0].kind === "p" ? "1 1 []" : null;
  return { html: written(found, { levels: () => "h2", slice, uploads: [] }), notes, pictures: 0 };
}
