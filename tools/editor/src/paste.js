// What is pasted from Word, Google Docs or a page: its words and structure, nothing of its look.
import { ADDRESS } from "./schema.js";
import { blockTables, parsed, renamed } from "./html.js";

const GONE = "script,style,meta,link,title,head > *,xml,template,noscript,iframe,object,embed,svg,math,form > input,button,select,textarea,audio,video,canvas";
const KEPT = new Set([
  "P", "H2", "H3", "UL", "OL", "LI", "A", "STRONG", "EM", "SUP", "SUB", "BR", "SPAN", "CITE", "ABBR", "BLOCKQUOTE", "TABLE", "CAPTION",
  "THEAD", "TBODY", "TR", "TH", "TD", "FIGURE", "FIGCAPTION", "DL", "DT", "DD", "IMG", "DIV",
]);
const ATTRIBUTES = { A: ["href"], TH: ["scope", "colspan", "rowspan"], TD: ["colspan", "rowspan"], OL: ["start"], ABBR: ["title"], IMG: ["src", "alt"] };
const LEVEL = /mso-list:\s*l\d+\s+level(\d+)/i, IGNORED = /mso-list:\s*ignore/i;
const NUMBER = /^[\s\u00a0]*[(]?(?:\d+|[a-z]|[ivxlc]+)[.)]/i;
const styleOf = (element) => element.getAttribute("data-style") ?? "";

// Word's lists are paragraphs that say their level; the sign before them says whether they are numbered.
function wordLists(body) {
  let open = []; // the lists that are open, the innermost last
  let before = null;
  for (const item of body.querySelectorAll("p")) {
    const level = Number(LEVEL.exec(styleOf(item))?.[1] ?? 0);
    if (!level) { open = []; continue; }
    const sign = [...item.querySelectorAll("span")].find((span) => IGNORED.test(styleOf(span)));
    const tag = NUMBER.test(sign?.textContent ?? "") ? "ol" : "ul";
    sign?.remove();
    if (!before || item.previousElementSibling !== before) open = [];
    open.length = Math.min(open.length, level);
    if (open.length === level && open.at(-1).localName !== tag) open.pop();
    while (open.length < level) {
      const list = body.ownerDocument.createElement(tag), parent = open.at(-1);
      if (!parent) item.before(list);
      else {
        if (!parent.lastElementChild) parent.append(body.ownerDocument.createElement("li"));
        parent.lastElementChild.append(list);
      }
      open.push(list);
    }
    const line = body.ownerDocument.createElement("li");
    open.at(-1).append(line);
    line.append(...item.childNodes);
    before = open[0];
    item.remove();
  }
}

// The highest heading pasted becomes a heading of the body, the next a subheading.
function headings(body) {
  body.querySelectorAll("p.MsoTitle").forEach((title) => renamed(title, "h1"));
  const found = [...body.querySelectorAll("h1,h2,h3,h4,h5,h6")];
  const highest = Math.min(...found.map((heading) => Number(heading.tagName[1])));
  for (const heading of found) renamed(heading, Number(heading.tagName[1]) <= Math.max(highest, 1) ? "h2" : "h3");
}

// Bold and italic said by style; Google Docs wraps all it copies in a <b> that is not bold.
function emphasis(body) {
  for (const element of body.querySelectorAll("b,i,span[data-style]")) {
    const style = styleOf(element), heading = element.closest("h1,h2,h3,h4,h5,h6,th");
    const bold = /(?:^|[;\s])font-weight:\s*(bold|[6-9]00)/i.test(style) || (element.localName === "b" && !/(?:^|[;\s])font-weight:\s*(normal|400)/i.test(style));
    const italic = /font-style:\s*italic/i.test(style) || (element.localName === "i" && !/font-style:\s*normal/i.test(style));
    let inner = element;
    if (bold && !heading) { const strong = inner.ownerDocument.createElement("strong"); strong.append(...inner.childNodes); inner.append(strong); inner = strong; }
    if (italic) { const em = inner.ownerDocument.createElement("em"); em.append(...inner.childNodes); inner.append(em); }
    if (/vertical-align:\s*super/i.test(style)) { const sup = element.ownerDocument.createElement("sup"); sup.append(...element.childNodes); element.append(sup); }
    if (element.localName !== "span") element.replaceWith(...element.childNodes);
  }
}

// The language of the whole is said by the page; Word says it on every run.
function languages(body, locale) {
  for (const element of body.querySelectorAll("[lang]")) {
    const lang = element.lang.split("-")[0].toLowerCase();
    if (element.localName !== "span" || lang === locale || !/^[a-z]{2,3}$/.test(lang) || !element.textContent.trim()) element.removeAttribute("lang");
    else element.lang = lang;
  }
}

function strip(body) {
  for (const element of [...body.querySelectorAll("*")].reverse()) {
    const { tagName } = element;
    if (!KEPT.has(tagName) || (tagName === "SPAN" && !element.lang)) { element.replaceWith(...element.childNodes); continue; }
    if (tagName === "A" && !ADDRESS.test(element.getAttribute("href") ?? "")) { element.replaceWith(...element.childNodes); continue; }
    if (tagName === "IMG" && !/^asset:\d+$/.test(element.getAttribute("src") ?? "")) { element.remove(); continue; }
    const allowed = ["lang", ...(ATTRIBUTES[tagName] ?? [])];
    for (const { name } of [...element.attributes]) if (!allowed.includes(name)) element.removeAttribute(name);
  }
}

const empty = (element) => !element.querySelector("img,br + *") && /^[\s\u00a0]*$/.test(element.textContent);

export function cleaned(html, locale) {
  if (html.includes("data-pm-slice")) return parsed(html).innerHTML; // our own, copied from an editor
  const fragment = /<!--StartFragment-->([\s\S]*)<!--EndFragment-->/.exec(html);
  const body = parsed(fragment && !/<(tr|td|li)\b/i.test(fragment[1].slice(0, 200)) ? fragment[1] : html);
  body.querySelectorAll(GONE).forEach((element) => element.remove());
  const comments = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT), found = [];
  while (comments.nextNode()) found.push(comments.currentNode);
  found.forEach((comment) => comment.remove());
  wordLists(body);
  emphasis(body);
  headings(body);
  languages(body, locale);
  strip(body);
  body.querySelectorAll("p,h2,h3,strong,em").forEach((element) => { if (empty(element) && !element.closest("td,th")) element.remove(); });
  body.querySelectorAll("div > p, div > div, div > ul, div > ol, div > h2, div > h3, div > table").forEach(({ parentElement }) => {
    if (parentElement?.localName === "div") parentElement.replaceWith(...parentElement.childNodes);
  });
  return blockTables(body).innerHTML;
}
