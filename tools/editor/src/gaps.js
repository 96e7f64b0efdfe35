// What the other language has and this one lacks: blocks aligned by structure, quiet marks between them.
import { Decoration } from "@tiptap/pm/view";
import { decorations } from "./decorations.js";
import { filled, make, words } from "./words.js";

const { extension: Gaps, show } = decorations("gaps");
export { Gaps };
const LONGEST = 600; // blocks of a body that are still compared
const GAP = 0.8; // what a missing block costs in an alignment; two of them cost less than a wrong pair

export function blocksOf(doc) {
  const blocks = [];
  doc.forEach((node, position) => {
    const kind = node.type.name === "heading" ? `h${node.attrs.level}` : node.type.name;
    const text = node.textBetween(0, node.content.size, " ").trim();
    if (text || node.type.name === "picture") blocks.push({ kind, text, items: /List$/.test(kind) ? node.childCount : 0, from: position, to: position + node.nodeSize });
  });
  return blocks;
}

function cost(one, other) {
  if (one.kind !== other.kind) return /^h\d$/.test(one.kind) && /^h\d$/.test(other.kind) ? 1 : 2;
  if (one.items) return Math.min(0.1 * Math.abs(one.items - other.items), 0.7);
  const ratio = Math.abs(Math.log((one.text.length + 20) / (other.text.length + 20)));
  return Math.min(0.45 * ratio, 1.2);
}

// Return the pairs [place here, place there] of the cheapest alignment; null stands for a block that is missing.
export function aligned(here, there) {
  const width = there.length + 1, costs = new Float64Array((here.length + 1) * width);
  for (let i = 0; i <= here.length; i += 1) {
    for (let j = 0; j <= there.length; j += 1) {
      if (!i && !j) continue;
      costs[i * width + j] = Math.min(
        i && j ? costs[(i - 1) * width + j - 1] + cost(here[i - 1], there[j - 1]) : Infinity,
        i ? costs[(i - 1) * width + j] + GAP : Infinity,
        j ? costs[i * width + j - 1] + GAP : Infinity,
      );
    }
  }
  const pairs = [];
  let i = here.length, j = there.length;
  while (i || j) {
    const now = costs[i * width + j];
    if (i && j && now === costs[(i - 1) * width + j - 1] + cost(here[i - 1], there[j - 1])) { i -= 1; j -= 1; pairs.push([i, j]); }
    else if (j && now === costs[i * width + j - 1] + GAP) { j -= 1; pairs.push([null, j]); }
    else { i -= 1; pairs.push([i, null]); }
  }
  return pairs.reverse();
}

// Runs of blocks that are missing here, each with the position in this text where they would stand.
export function missing(here, there) {
  if (!here.length || !there.length || here.length > LONGEST || there.length > LONGEST) return [];
  const runs = [];
  let position = here[0].from, open = null;
  for (const [mine, theirs] of aligned(here, there)) {
    if (mine !== null) {
      open = null;
      position = here[mine].to;
      if (theirs !== null && there[theirs].items > here[mine].items) runs.push({ position, items: there[theirs].items - here[mine].items, blocks: [] });
    } else if (open) open.blocks.push(there[theirs]);
    else runs.push(open = { position, blocks: [there[theirs]] });
  }
  return runs;
}

const short = (text) => (text.length > 60 ? `${text.slice(0, 60).replace(/\s\S*$/, "")}…` : text);

function mark(run, locale) {
  const said = make("span", {}, run.items ? filled(run.items === 1 ? words.oneItem : words.items, { n: run.items }) : `${words.onlyIn[locale]} `);
  const mark = make("div", { class: "gap", contenteditable: "false", lang: document.documentElement.lang }, said);
  if (run.items) { said.prepend(`${words.onlyIn[locale]} `); return mark; }
  mark.append(make("q", { lang: locale }, short(run.blocks[0].text || words.picture)));
  if (run.blocks.length > 1) mark.append(` ${filled(run.blocks.length === 2 ? words.oneMore : words.more, { n: run.blocks.length - 1 })}`);
  return mark;
}

// Show in one editor what another has more, and say how much; the other's language is `locale`.
export function compare(editor, other, locale, summary) {
  const there = blocksOf(other.state.doc), here = blocksOf(editor.state.doc), runs = missing(here, there);
  show(editor, runs.map((run) => Decoration.widget(run.position, () => mark(run, locale), {
    side: -1, ignoreSelection: true, key: `${locale}|${run.items ?? ""}|${run.blocks.map(({ text }) => text).join("|").slice(0, 200)}`,
  })));
  const count = runs.length;
  summary.textContent = !here.length && there.length ? words.allIn[locale] : count === 1 ? words.onePassage[locale] : count ? filled(words.passages[locale], { n: count }) : "";
  summary.hidden = !summary.textContent;
}
