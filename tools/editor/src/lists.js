// Lists from items that say how deep they are, whoever wrote them: no item without words, none deeper than one more.
const ROMAN = { i: 1, v: 5, x: 10, l: 50, c: 100, d: 500, m: 1000 };
const TYPES = { "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i", "upper-roman": "I", decimal: "1", "decimal-leading-zero": "1" };
const NUMBER = /^\(?((?:\d+[.-])*)(\d+|[a-z]|[ivxlcdm]+)([.)°:/-]*)$/i;
export const BULLET = /^[\u2022\u25e6\u25aa\u25ab\u2023\u25cf\u25cb\u25a0\u25a1\u27a2\u2043\uf000-\uf0ff][ \u00a0]*/;

const roman = (letters) => [...letters.toLowerCase()].map((letter) => ROMAN[letter]).reduce((sum, value, place, all) => sum + (value < all[place + 1] ? -value : value), 0);

// How a list counts, by its tag, its attribute and its style: { ordered, type }.
export function kindOf(tag, type, style) {
  const named = TYPES[style["list-style-type"]] ?? TYPES[(style["list-style"] ?? "").split(/\s+/).find((word) => word in TYPES)];
  const signs = /^(disc|circle|square)/.test(style["list-style-type"] ?? "");
  const said = named ?? (/^[aAiI1]$/.test(type ?? "") ? type : null);
  const ordered = Boolean(said) || (tag === "ol" && !signs);
  return { ordered, type: ordered && said !== "1" ? said : null };
}

// What the sign before an item says, `before` being that of the one before it; null where it is words.
export function signOf(text, before = null) {
  const sign = text.replace(/[\s\u00a0]+/g, ""), found = NUMBER.exec(sign);
  if (!found || (!/\d/.test(found[2]) && !found[3])) return /[\p{L}\p{N}]{2}/u.test(sign) ? null : { ordered: false, type: null, value: null };
  const [, parts, last] = found;
  if (/\d/.test(last)) return { ordered: true, type: null, value: Number(last), parts: Boolean(parts) };
  const capital = last < "a", choices = [];
  if (last.length === 1) choices.push({ ordered: true, type: capital ? "A" : "a", value: last.toLowerCase().charCodeAt(0) - 96 });
  if (/^[ivxlcdm]+$/i.test(last)) choices.push({ ordered: true, type: capital ? "I" : "i", value: roman(last) });
  const first = choices.find(({ type, value }) => before?.type === type && before.value + 1 === value);
  return { ...(first ?? choices[last.toLowerCase() === "i" ? choices.length - 1 : 0]), parts: Boolean(parts) };
}

const continues = (list, item) => list.ordered === item.ordered && list.type === item.type && (item.ordered && item.value !== null ? item.value === list.next : list.id === item.id);

// Put items that follow each other, and what belongs to them, into lists.
export function assembled(blocks) {
  const found = [];
  const counted = new Map(); // by an element that something stood within: the number that comes next
  let open = []; // lists, the innermost last, each with the level that its items said
  function start(item) {
    const list = { kind: "list", ordered: item.ordered, type: item.type, start: item.value ?? counted.get(item.id) ?? 1, items: [], lang: item.list?.lang };
    const holder = open.at(-1)?.list.items.at(-1);
    (holder ? holder.blocks : found).push(list);
    open.push({ list, level: item.level, ordered: item.ordered, type: item.type, id: item.id, next: list.start });
  }
  function leave(level) {
    while (open.length > 1 && open.at(-1).level > level && open.at(-2).level >= level) open.pop();
  }
  for (const block of blocks) {
    if (block.kind === "more") {
      leave(block.level);
      (open.at(-1)?.list.items.at(-1).blocks ?? found).push(block.block);
      continue;
    }
    if (block.kind !== "item") { open = []; found.push(block); continue; }
    leave(block.level);
    if (open.at(-1)?.level > block.level) Object.assign(open.at(-1), { level: block.level, id: block.id }); // half a list was chosen
    if (!open.length || open.at(-1).level < block.level) start(block);
    else if (!continues(open.at(-1), block)) { open.pop(); start(block); }
    const list = open.at(-1);
    list.next = (block.value ?? list.next) + 1;
    if (typeof block.id === "object") counted.set(block.id, list.next);
    list.list.items.push({ blocks: [block.block], lang: block.lang });
  }
  return found;
}
