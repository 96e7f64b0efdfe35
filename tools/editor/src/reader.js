// One pass over what was pasted: its words and structure as plain blocks, whoever wrote it; nothing of its look.
import { emojiOf, isTiny } from "./emoji.js";
import { Line, oneLine } from "./inline.js";
import { hrefOf } from "./links.js";
import { itemOf, joined } from "./lines.js";
import { assembled, kindOf, signOf } from "./lists.js";
import { absent, bold, invisible, italic, preserved, raised, struck, tiny } from "./styles.js";
import { readTable } from "./tables.js";

const BLOCKS = new Set((
  "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
  + "header hgroup hr legend li listing main menu nav ol p pre search section summary table tbody td tfoot th thead tr ul caption"
).split(" "));
const SILENT = new Set("script style meta link title xml template noscript noembed noframes base param map area rp datalist wbr svg".split(" "));
const FOREIGN = new Set("iframe object embed applet video audio canvas math button select textarea input".split(" "));
const DELETED = /(^|\s)(msoDel|TrackChangeDelete\w*|TrackedChangeDelete\w*)(\s|$)/i, COMMENT = /(^|\s)(msocomanchor|msocomoff|msocomtxt)(\s|$)/i;
const LEVEL = /^(l\d+)\s+level(\d+)(?:\s+(lfo\d+))?/, LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
const SIGNED = /^\s*([^\s\u00a0]{1,8})(?:[\u00a0 \t]{2,}|\u00a0)\s*/; // Word's saved lists: a sign and blanks
const heading = (element) => /^h[1-6]$/.test(element.localName) ? Number(element.localName[1])
  : /(^|\s)MsoTitle(\s|$)/.test(element.className) ? 1
  : element.getAttribute("role") === "heading" ? Math.min(Math.max(Number(element.getAttribute("aria-level")) || 2, 1), 6) : 0;
const wordy = (element) => /[^\s\u00a0]/.test(element.textContent) || element.querySelector("img") !== null;

// What is read in one place: a text, a cell, a quotation.
class Scope {
  blocks = [];
  #line = null;

  line(context) { return (this.#line ??= new Line(context)); }

  end() {
    const line = this.#line;
    this.#line = null;
    for (const part of line?.ended() ?? []) this.push({ ...line.kind.text, ...part }, line.kind.item);
  }

  // The first paragraph of an item is the item; what follows in it goes there too.
  push(block, item) {
    if (item && !item.used && block.kind === "quote") block.blocks.forEach((part) => this.push(part, item));
    else if (!item || block.kind === "h" || (!item.used && block.kind !== "p")) this.blocks.push(block);
    else if (item.used) this.blocks.push({ kind: "more", level: item.level, block });
    else {
      item.used = true;
      this.blocks.push({ ...item, kind: "item", block });
    }
  }
}

export class Reader {
  notes = new Set();
  pictures = 0; // that could not be taken along
  uploads = []; // what a picture's own address holds
  loose = true; // no block at all: words to go on with
  #scope = new Scope();
  #signs = new Map(); // of Word's lists: the last sign of each level
  #skip = 0; // characters of a sign that are not read

  constructor(root, styleOf, { locale, own, apart, bounded }) {
    Object.assign(this, { styleOf, locale, own, apart, inside: !bounded, special: /mso-special-format/i.test(root.innerHTML) });
    this.blocks = this.scoped(() => this.children(root, { marks: {}, text: { kind: "p" }, item: null, level: 0 }), true);
  }

  // Read something in a place of its own and return its blocks.
  scoped(read, lines = false) {
    const around = this.#scope;
    this.#scope = new Scope();
    read();
    this.#scope.end();
    const { blocks } = this.#scope;
    this.#scope = around;
    return assembled((lines ? joined(blocks, this.notes, this.apart) : blocks).map(itemOf));
  }

  // Return the words of an element as one paragraph's.
  worded(element, context) {
    const around = this.#scope, scope = this.#scope = new Scope();
    this.children(element, { ...context, text: { kind: "p" }, item: null });
    scope.end();
    this.#scope = around;
    return oneLine(scope.blocks);
  }

  children(element, context) {
    for (const child of element.childNodes) this.node(child, context);
  }

  node(node, context) {
    if (node.nodeType === 1) this.#element(node, context);
    else if (node.nodeType === 3) this.#text(node.data, context);
    else if (node.nodeType === 8) this.#comment(node.data.trim());
  }

  #comment(words) {
    if (words === "StartFragment") this.inside = true;
    if (words === "EndFragment") this.inside = false;
  }

  #text(data, context) {
    const text = this.#skip ? data.slice(this.#skip) : data;
    this.#skip -= Math.min(this.#skip, data.length);
    if (!this.inside) return;
    if (context.unseen || context.tiny) { if (/[^\s\u00a0]/.test(text)) this.notes.add("hidden"); return; }
    this.#scope.line(context).text(text, context.marks, context.preserved);
  }

  // Say why an element is not read; "" where it is.
  #left(element, style, context) {
    const tag = element.localName, named = element.className;
    if (SILENT.has(tag)) return "nothing";
    if (FOREIGN.has(tag)) return "foreign";
    if (tag === "del" || DELETED.test(named)) return "deleted";
    if (COMMENT.test(named) || /^comment(-list)?$/.test(style["mso-element"] ?? "") || style["mso-special-character"] === "comment") return "comments";
    const target = tag === "a" || tag === "sup" ? (tag === "a" ? element : element.firstElementChild)?.getAttribute("href") ?? "" : "";
    if (/^#(_msocom|cmnt\d)/.test(target)) return "comments";
    if ((tag === "div" || tag === "p") && [element.firstElementChild, element.firstElementChild?.firstElementChild].some((one) => /^#cmnt_ref/.test(one?.getAttribute("href") ?? ""))) return "comments";
    if (absent(style) || element.hasAttribute("hidden")) return "hidden";
    if (context.signed && style["mso-list"] === "ignore") return "nothing";
    return /bullet/.test(style["mso-special-format"] ?? "") && context.item ? "nothing" : "";
  }

  leaves(element, style, context) {
    const reason = this.#left(element, style, context);
    if (reason && reason !== "nothing" && wordy(element)) this.notes.add(reason);
    return Boolean(reason);
  }

  #element(element, context) {
    const tag = element.localName, style = this.styleOf(element);
    if (this.leaves(element, style, context)) return;
    if (tag === "br") { if (!/Apple-interchange-newline/.test(element.className) && this.inside) this.#scope.line(context).br(); return; }
    if (tag === "img") { if (this.inside) this.#image(element, style, context); return; }
    const block = style.display && !/^(inherit|initial|unset|revert)$/.test(style.display) ? !/^(inline|contents|ruby)$/.test(style.display) || /^(table|tr|td|th|li|ul|ol)$/.test(tag) : BLOCKS.has(tag);
    const inner = this.#within(element, style, context, block);
    if (!block) { this.#inline(element, inner); return; }
    if (tag !== "hr" && this.inside) this.loose = false;
    this.#scope.end();
    this.#block(element, tag, style, inner);
    this.#scope.end();
  }

  // Blanks that a browser or an office program wrote as no-break spaces, or as tabs, are blanks.
  #inline(element, context) {
    const style = this.styleOf(element);
    if (/Apple-converted-space/.test(element.className) || style["mso-spacerun"] === "yes" || style["mso-tab-count"]) {
      this.#text(element.textContent.replaceAll("\u00a0", " "), context);
    } else this.children(element, context);
  }

  // What holds within an element of what its tags and styles say.
  #within(element, style, context, block) {
    const tag = element.localName, marks = {};
    const set = (name, value) => { if (value !== undefined && value !== context.marks[name]) marks[name] = value; };
    if (!context.plain) set("bold", bold(style) ?? (tag === "b" || tag === "strong" ? true : undefined));
    set("italic", italic(style) ?? (tag === "i" || tag === "em" ? true : undefined));
    if (struck(style) || /^(s|strike)$/.test(tag)) { set("struck", true); if (wordy(element)) this.notes.add("struck"); }
    if (!block) {
      set("script", tag === "sup" || tag === "sub" ? tag : raised(style));
      if (tag === "cite") set("cite", true);
      if (tag === "abbr") set("abbr", element.getAttribute("title") ?? "");
      const lang = element.getAttribute("lang") || element.getAttribute("xml:lang") || "";
      if (LANGUAGE.test(lang)) set("lang", lang.split("-")[0].toLowerCase() === this.locale ? undefined : this.own ? lang : lang.split("-")[0].toLowerCase());
      if (LANGUAGE.test(lang) && lang.split("-")[0].toLowerCase() === this.locale && context.marks.lang) marks.lang = undefined;
      if (tag === "a" && element.hasAttribute("href")) {
        const href = hrefOf(element.getAttribute("href"));
        if (href) set("href", href); else if (wordy(element)) this.notes.add("links");
      }
    }
    const inner = { ...context, marks: Object.keys(marks).length ? { ...context.marks, ...marks } : context.marks };
    inner.preserved = preserved(style) ?? (/^(pre|listing|textarea)$/.test(tag) ? true : context.preserved);
    inner.unseen = invisible(style) ?? context.unseen;
    inner.tiny = tiny(style) ?? context.tiny;
    return inner;
  }

  // What holds in a cell: paragraphs alone, and no bold in a header.
  cell(element, context, header) {
    const inner = { ...this.#within(element, this.styleOf(element), context, true), cell: true, text: { kind: "p" } };
    return header ? { ...inner, plain: true, marks: { ...inner.marks, bold: false } } : inner;
  }

  langOf(element) {
    const lang = this.own ? element.getAttribute("lang") ?? "" : "";
    return LANGUAGE.test(lang) ? lang : undefined;
  }

  #block(element, tag, style, context) {
    switch (tag) {
      case "hr": return;
      case "table": readTable(this, element, context); return;
      case "ul": case "ol": case "menu": case "dir": this.#list(element, style, context); return;
      case "li": this.#item(element, style, context); return;
      case "blockquote": this.#push("quote", { blocks: this.scoped(() => this.children(element, this.#apart(context)), true), lang: this.langOf(element) }, context); return;
      case "dl": this.#push("terms", { parts: this.#terms(element, context), lang: this.langOf(element) }, context); return;
      case "figure": this.#figure(element, context); return;
      default: this.children(element, this.#paragraph(element, style, context));
    }
  }

  push(block, context) { this.#scope.push(block, context.item); }

  #push(kind, block, context) {
    if ((block.blocks ?? block.parts).length) this.push({ kind, ...block }, context);
  }

  #apart(context) { return { ...context, item: null, level: 0, text: { kind: "p" } }; }

  #paragraph(element, style, context) {
    const level = heading(element), lang = this.langOf(element) ?? context.text.lang;
    if (level && !context.cell) return { ...context, plain: true, marks: { ...context.marks, bold: false }, text: { kind: "h", level, lang } };
    const indent = Number.parseFloat(style["margin-left"] ?? style["mso-margin-left-alt"]);
    const text = { ...context.text, lang, ...(indent ? { indent } : {}) };
    const item = context.text.kind === "h" ? null : this.#wordItem(element, style) ?? this.#savedItem(element, style) ?? this.#slideItem(element, indent || 0);
    return item ? { ...context, text, item, signed: true } : { ...context, text };
  }

  // Word's lists are paragraphs that say their level; the sign before them says how they count.
  #wordItem(element, style) {
    const found = LEVEL.exec(style["mso-list"] ?? "");
    if (!found) return null;
    const [, list, level, number = ""] = found, key = `${list} ${number}`;
    const sign = [...element.querySelectorAll("[data-style*=mso-list]")].find((one) => this.styleOf(one)["mso-list"] === "ignore");
    return this.#signed(sign?.textContent ?? "", Number(level), key);
  }

  #signed(sign, level, id) {
    const key = `${id} ${level}`, kind = signOf(sign, this.#signs.get(key));
    if (!kind) return null;
    this.#signs.set(key, kind);
    if (kind.parts) this.notes.add("numbers");
    return { level, id, ordered: kind.ordered, type: kind.type, value: kind.value };
  }

  #savedItem(element, style) {
    if (!/(^|\s)MsoListParagraph/.test(element.className)) return null;
    const found = SIGNED.exec(element.textContent), kind = found && signOf(found[1]);
    if (!kind || !(kind.ordered || /^[^\p{L}\p{N}]$|^[o§vü]$/u.test(found[1]))) return null;
    this.#skip = found[0].length;
    return this.#signed(found[1], Number.parseFloat(style["margin-left"]) || 0, "saved");
  }

  // PowerPoint's are blocks with a bullet, or a number, in a span of its own.
  #slideItem(element, level) {
    if (!this.special || element.querySelector("div,p")) return null;
    const sign = [...element.querySelectorAll("[data-style*=special-format]")].find((one) => /bullet/.test(this.styleOf(one)["mso-special-format"] ?? ""));
    return sign ? this.#signed(sign.textContent, level, "slide") : null;
  }

  #list(element, style, context) {
    const start = element.getAttribute("start"), level = context.level + 1;
    const list = { ...kindOf(element.localName, element.getAttribute("type"), style), id: element, start: start && /^\s*-?\d+/.test(start) ? Math.max(Number.parseInt(start, 10), 0) : null, lang: this.langOf(element) };
    this.children(element, { ...context, list, level });
  }

  #item(element, style, context) {
    const { list = { ordered: false, type: null, id: "loose", start: null } } = context;
    const said = Number(element.getAttribute("data-aria-level") ?? element.getAttribute("aria-level")) || 0;
    const kind = style["list-style-type"] && style["list-style-type"] !== "none" ? kindOf(list.ordered ? "ol" : "ul", null, style) : list;
    const value = Number.parseInt(element.getAttribute("value") ?? "", 10);
    const id = element.getAttribute("data-listid") ?? (said && context.level < 2 && !this.own ? `level${said}` : list.id);
    const item = {
      level: said || context.level || 1, id, list, ordered: kind.ordered, type: kind.type ?? (kind.ordered ? list.type : null), lang: this.langOf(element),
      // Only the list's first item with words takes its start.
      get value() { return value > 0 ? value : list.begun ? null : list.start; },
    };
    const scope = this.#scope, before = scope.blocks.length;
    this.children(element, { ...context, item, level: context.level || 1, text: { kind: "p" } });
    scope.end();
    if (scope.blocks.length > before && item.used) list.begun = true;
  }

  #terms(element, context) {
    const parts = [], inner = this.#apart(context);
    for (const child of element.querySelectorAll("dt,dd")) {
      if (child.parentElement.closest("dl") !== element || this.leaves(child, this.styleOf(child), context)) continue;
      const lang = this.langOf(child);
      const runs = child.localName === "dt" ? this.worded(child, inner) : null;
      const blocks = runs ? null : this.scoped(() => this.children(child, inner));
      if (runs?.length || blocks?.length) parts.push({ runs, blocks, lang });
    }
    return parts;
  }

  #figure(element, context) {
    const caption = [...element.children].find(({ localName }) => localName === "figcaption");
    const blocks = this.scoped(() => { for (const child of element.childNodes) if (child !== caption) this.node(child, this.#apart(context)); });
    const runs = caption ? this.worded(caption, context) : [], lang = this.langOf(element), block = this.own ? element.className || null : null;
    const pictures = blocks.flatMap((block) => (block.kind === "upload" ? [block] : (block.runs ?? []).flatMap(({ image }) => (image ? [{ kind: "picture", ...image }] : []))));
    if (blocks.length === 1 && pictures.length === 1 && (blocks[0].kind === "upload" || blocks[0].runs.length === 1)) this.push({ ...pictures[0], runs, lang }, context);
    else if (blocks.length && (runs.length || block) && !context.cell) this.push({ kind: "figure", blocks, runs, lang, block }, context);
    else {
      blocks.forEach((block) => this.push(block, context));
      if (runs.length) this.push({ kind: "p", runs }, context);
    }
  }

  #image(element, style, context) {
    const src = element.getAttribute("src") ?? "", emoji = emojiOf(element);
    if (/^asset:\d{1,18}$/.test(src)) this.#scope.line(context).image({ src, alt: element.getAttribute("alt") }, context.marks);
    else if (emoji) this.#text(emoji, context);
    else if (/^data:image\//i.test(src)) {
      this.#scope.end();
      this.loose = false;
      this.uploads.push(src);
      this.push({ kind: "upload", number: this.uploads.length - 1 }, context);
    } else if (src && !isTiny(element, style)) this.pictures += 1;
  }
}
