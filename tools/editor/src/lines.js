// Lines of a column, as a PDF gives them, joined into paragraphs; a hyphen that only ended a line goes.
import { BULLET } from "./lists.js";
import { hasWords, textOf, trimmed } from "./inline.js";

const LONGEST = 160, SHORTEST = 25; // characters of a column's width
const ENDED = /[.!?:;…»”"]$/, HYPHEN = /(\p{L}+)[-\u2010]$/u, SOFT = /\u00ad$/;
// A hyphen before or after these is the word's own.
const AFTER = /^(je|tu|ils?|elles?|on|nous|vous|moi|toi|lui|leur|eux|ci|là|mêmes?|être|delà|dessous|dessus|en|y|le|la|les|ce|t)(?!\p{L})/iu;
const BEFORE = /^(non|ex|vice|mi|demi|semi|peut|celui|celle|ceux|celles|après|avant|contre|sous|sans|lui|eux|moi|nous|vous|self|well|quasi|soi|grand|grands|est|dit|dire)$/iu;

const carried = (text, next) => HYPHEN.test(text) || SOFT.test(text) || (!ENDED.test(text) && /^[\p{Ll}(«“]/u.test(next));

// Tell whether lines are those of a column: of like length, and sentences that go on in the next.
function isColumn(lines) {
  if (lines.length < 2) return false;
  const lengths = lines.map(({ text }) => text.length), width = lengths.toSorted((one, other) => one - other)[Math.floor(lines.length * 0.9)];
  if (width < SHORTEST || width > LONGEST) return false;
  const pairs = lines.slice(0, -1).map(({ text }, place) => [text, lines[place + 1].text]);
  const going = pairs.filter(([text, next]) => carried(text, next)).length;
  const full = lengths.slice(0, -1).filter((length) => length >= 0.7 * width).length;
  return lines.length === 2 ? carried(...pairs[0]) && (HYPHEN.test(pairs[0][0]) || lengths[0] >= 40) : full >= 0.6 * pairs.length && going >= 0.4 * pairs.length;
}

function ends(text, next, width) {
  if (carried(text, next)) return false;
  return BULLET.test(next) || (ENDED.test(text) ? text.length < 0.8 * width : text.length < 0.6 * width);
}

// Join what a line's end divided; `words` are those of the text, in lower case.
function mend(runs, next, words) {
  const last = runs.findLast(({ text }) => text), text = textOf(runs), following = textOf(next);
  if (SOFT.test(text)) last.text = last.text.slice(0, -1);
  else if (HYPHEN.test(text)) {
    const start = HYPHEN.exec(text)[1], end = /^\p{L}+/u.exec(following)?.[0] ?? "";
    const own = !/^\p{Ll}/u.test(following) || words.has(`${start}-${end}`.toLowerCase()) || (!words.has(`${start}${end}`.toLowerCase()) && (AFTER.test(following) || BEFORE.test(start)));
    if (!own) last.text = last.text.slice(0, -1);
  } else runs.push({ text: " ", marks: {} });
  runs.push(...next);
}

function linesOf(block) {
  const lines = [[]];
  for (const run of block.runs) if (run.br) lines.push([]); else lines.at(-1).push({ ...run });
  return lines.map(trimmed).filter(hasWords).map((runs) => ({ runs, text: textOf(runs), block }));
}

// Return paragraphs in the place of lines; `apart` says that the paragraphs are known, and only lines within them are.
export function joined(blocks, notes, apart = false) {
  const found = [];
  let group = [];
  const flat = (block) => block.kind === "p" && block.runs.every(({ kept, image }) => !kept && !image) && block.runs.length && textOf(block.runs).split("\n").every(({ length }) => length <= LONGEST);
  function end() {
    const lines = group.flatMap(linesOf);
    if (!isColumn(lines)) { found.push(...group.flatMap(bulleted)); group = []; return; }
    const words = new Set(lines.flatMap(({ text }) => text.toLowerCase().match(/\p{L}+(-\p{L}+)*(?!\p{L}*[-\u2010]$)/gu) ?? []));
    const width = Math.max(...lines.map(({ text }) => text.length));
    let open = null, before = null;
    for (const line of lines) {
      if (open && !(apart && line.block !== before.block) && !ends(before.text, line.text, width)) mend(open.runs, line.runs, words);
      else found.push(open = { ...line.block, runs: line.runs });
      before = line;
    }
    notes.add("lines");
    group = [];
  }
  for (const block of blocks) {
    if (flat(block)) group.push(block); else { end(); found.push(block); }
  }
  end();
  return found;
}

// Lines that begin with a bullet are items of their own.
function bulleted(block) {
  const lines = linesOf(block);
  if (lines.length < 2 || !lines.some(({ text }) => BULLET.test(text))) return [block];
  const parts = [];
  for (const { runs, text } of lines) {
    if (!parts.length || BULLET.test(text) || BULLET.test(textOf(parts.at(-1).runs))) parts.push({ ...block, runs: [...runs] });
    else parts.at(-1).runs.push({ br: true }, ...runs);
  }
  return parts;
}

// A paragraph that begins with a bullet is an item.
export function itemOf(block) {
  const sign = block.kind === "p" && BULLET.exec(block.runs[0]?.text ?? "");
  if (!sign) return block;
  const runs = trimmed([{ ...block.runs[0], text: block.runs[0].text.slice(sign[0].length) }, ...block.runs.slice(1)].filter(({ text }) => text !== ""));
  if (!hasWords(runs)) return block;
  return { kind: "item", level: block.indent ?? 0, ordered: false, type: null, value: null, id: "bullets", block: { ...block, runs } };
}
