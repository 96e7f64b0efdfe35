// Blocks as HTML of the editor's schema.
const QUOTED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => QUOTED[sign]);
const attributes = (values) => Object.entries(values).map(([name, value]) => (value === null || value === undefined || value === false ? "" : value === true ? ` ${name}` : ` ${name}="${escaped(value)}"`)).join("");
const element = (tag, values, inner) => `<${tag}${attributes(values)}>${inner}</${tag}>`;

const WRAPPED = [
  ["struck", () => ["s", {}]], ["script", (tag) => [tag, {}]], ["italic", () => ["em", {}]], ["bold", () => ["strong", {}]],
  ["abbr", (title) => ["abbr", { title: title || null }]], ["cite", () => ["cite", {}]], ["lang", (lang) => ["span", { lang }]], ["href", (href) => ["a", { href }]],
];

function run({ text, br, image, marks = {} }) {
  if (br) return "<br>";
  let html = image ? `<img${attributes(image)}>` : escaped(text);
  for (const [name, tag] of WRAPPED) {
    if (marks[name] || (name === "abbr" && marks.abbr === "")) { const [outer, values] = tag(marks[name]); html = element(outer, values, html); }
  }
  return html;
}
const inline = (runs) => runs.map(run).join("");

function cell({ header, scope, colspan, rowspan, lang, blocks }) {
  const kept = header && /^(row|col|rowgroup|colgroup)$/.test(scope ?? "") ? scope : null;
  return element(header ? "th" : "td", { scope: kept, colspan: colspan > 1 && colspan, rowspan: rowspan > 1 && rowspan, lang }, written(blocks, { levels: null }) || "<p></p>");
}

function table({ rows, runs, lang }) {
  const part = (tag, some) => (some.length ? element(tag, {}, some.map((row) => element("tr", { lang: row.lang }, row.cells.map(cell).join(""))).join("")) : "");
  const inner = part("thead", rows.filter(({ head }) => head)) + part("tbody", rows.filter(({ head }) => !head));
  return element("div", { "data-table-block": true, lang }, element("p", { "data-table-caption": true }, inline(runs)) + element("table", {}, inner));
}

export function written(blocks, how) {
  return blocks.map((block, place) => {
    const { kind, runs, lang } = block, slice = place ? null : how.slice, inner = (some) => written(some, { ...how, slice: null });
    const edge = (side) => (how.slice && side ? " " : "");
    switch (kind) {
      case "p": return element("p", { lang, "data-pm-slice": slice }, (place ? "" : edge(block.led)) + inline(runs) + (place === blocks.length - 1 ? edge(block.ends) : ""));
      case "h": return element(how.levels(block.level), { lang, "data-pm-slice": slice }, inline(runs));
      case "list": return element(block.ordered ? "ol" : "ul", { start: block.ordered && block.start !== 1 ? block.start : null, type: block.type, lang, "data-pm-slice": slice },
        block.items.map((item) => element("li", { lang: item.lang }, inner(item.blocks))).join(""));
      case "quote": return element("blockquote", { lang, "data-pm-slice": slice }, inner(block.blocks));
      case "terms": return element("dl", { lang }, block.parts.map((part) => (part.runs ? element("dt", { lang: part.lang }, inline(part.runs)) : element("dd", { lang: part.lang }, inner(part.blocks)))).join(""));
      case "figure": return element("figure", { lang, class: block.block }, inner(block.blocks) + (runs.length ? element("figcaption", {}, inline(runs)) : ""));
      case "picture": return element("figure", { lang }, `<img${attributes({ src: block.src, alt: block.alt })}>${runs?.length ? element("figcaption", {}, inline(runs)) : ""}`);
      case "upload": return element("div", { "data-incoming": how.uploads[block.number] }, "") + (runs?.length ? element("p", {}, inline(runs)) : "");
      case "table": return table(block);
      default: throw new Error(kind);
    }
  }).join("");
}

// The highest heading becomes a heading of the body, the others subheadings; our own stay what they are.
export function levelsOf(blocks, own) {
  const found = [];
  const look = (some) => { for (const block of some) { if (block.kind === "h") found.push(block.level); look(block.blocks ?? block.items ?? []); } };
  look(blocks);
  const highest = own && !found.includes(1) ? 2 : Math.min(...found);
  return (level) => (level <= highest ? "h2" : "h3");
}
