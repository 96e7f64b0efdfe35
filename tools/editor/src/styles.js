// What CSS says of a pasted element: its own style and the classes that came with it, each property matched whole.
const RULE = /([^{}]*)\{([^{}]*)\}/g, CLASS = /^(?:\s|<!--)*[a-z0-9]*\.([\w-]+)\s*$/i;
const APART = /\/\*[\s\S]*?\*\/|@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g; // comments; rules for print, typefaces, lists
const DECLARATION = /([\w-]+)\s*:\s*((?:[^;"']|"[^"]*"|'[^']*')*)/g;

function declarations(text) {
  const found = {};
  for (const [, property, value] of text.matchAll(DECLARATION)) found[property.toLowerCase()] = value.replace(/!\s*important/i, "").replace(/["'\\]/g, "").trim().toLowerCase();
  return found;
}

// Every <style> of a text, apart from it: the policy lets none be parsed.
export function withoutSheets(html) {
  const kept = [], sheets = [];
  let place = 0;
  for (const start = /<style\b[^>]*>/gi; ;) {
    start.lastIndex = place;
    const opening = start.exec(html);
    if (!opening) return { html: kept.join("") + html.slice(place), sheet: sheets.join("\n") };
    kept.push(html.slice(place, opening.index));
    const end = /<\/style\s*>/gi;
    end.lastIndex = start.lastIndex;
    const closing = end.exec(html);
    sheets.push(html.slice(start.lastIndex, closing?.index));
    place = closing ? end.lastIndex : html.length;
  }
}

// Return what gives an element's style; the same words are read once.
export function stylesOf(sheet) {
  const classes = new Map(), read = new Map(), none = {};
  for (const [, selectors, text] of sheet.replace(APART, "").matchAll(RULE)) {
    for (const name of selectors.split(",").map((one) => CLASS.exec(one)?.[1]).filter(Boolean)) classes.set(name, { ...classes.get(name), ...declarations(text) });
  }
  return (element) => {
    const text = element.getAttribute("data-style") ?? "", named = classes.size ? element.getAttribute("class") ?? "" : "";
    if (!text && !named) return none;
    const key = `${named}|${text}`;
    if (!read.has(key)) read.set(key, Object.assign({}, ...named.split(/\s+/).map((name) => classes.get(name)), declarations(text)));
    return read.get(key);
  };
}

// Whether a style says bold, italic …; undefined where it says nothing, and what is around counts.
const told = (value, yes) => (value === undefined || /^(inherit|unset|revert)/.test(value) ? undefined : yes.test(value));
export const bold = (style) => told(style["font-weight"], /^(bold|bolder|[6-9]\d\d|1000)$/);
export const italic = (style) => told(style["font-style"], /^(italic|oblique)/);
export const struck = (style) => /(^|\s)line-through(\s|$)/.test(`${style["text-decoration"] ?? ""} ${style["text-decoration-line"] ?? ""}`) || /^(yes|true)/.test(style["text-line-through"] ?? "");
export const raised = (style) => ({ super: "sup", sub: "sub" })[style["vertical-align"]];
export const preserved = (style) => (style["white-space"] === undefined ? told(style["white-space-collapse"], /^(preserve|break)/) : told(style["white-space"], /^(pre|break-spaces)/));
export const absent = (style) => style.display === "none" || style["mso-hide"] === "all" || /^0(\.0*)?$/.test(style.opacity ?? "");
export const invisible = (style) => told(style.visibility, /^(hidden|collapse)$/);
export const tiny = (style) => told(style["font-size"], /^0(\.0*)?(px|pt|em|rem|%)?$/);
