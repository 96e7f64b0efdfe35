// The words of one paragraph as they are read: runs of text with their marks, and breaks. Blanks count as in a browser.
const KEYS = ["href", "lang", "cite", "abbr", "bold", "italic", "struck", "script"];
const edges = (text) => {
  const words = text.replace(/^[ \t\n\r\f\u00a0]+/, ""), before = text.slice(0, text.length - words.length);
  let end = words.length;
  while (end && BLANK.test(words[end - 1])) end -= 1;
  return [before, words.slice(0, end), words.slice(end)];
};
const same = (one, other) => one === other || KEYS.every((key) => one[key] === other[key]);
const BLANK = /^[ \t\n\r\f\u00a0]*$/, BLANKS = /[ \t\n\r\f\u00a0]{2,}|[\t\n\r\f]/g, EMPTY = /^[\s\u00a0\u200b\ufeff]*$/;

export const textOf = (runs) => runs.map((run) => run.text ?? (run.br ? "\n" : "")).join("");
export const hasWords = (runs) => runs.some((run) => run.image || (run.text && !EMPTY.test(run.text)));

function common(one, other) {
  return same(one, other) ? one : Object.fromEntries(KEYS.filter((key) => one[key] === other[key]).map((key) => [key, one[key]]));
}

export class Line {
  runs = [];
  #blank = null; // one that waits for a word: { text, marks }

  constructor(kind) { this.kind = kind; }

  text(text, marks, preserved) {
    if (!preserved) { this.#collapsed(text, marks); return; }
    text.split(/\r\n?|\n/).forEach((line, place) => {
      if (place) this.br(true);
      this.#collapsed(line, marks);
    });
  }

  // Blanks at the ends wait for what follows: alone a no-break space stays one, beside others it does not.
  #collapsed(text, marks) {
    const [before, words, after] = edges(text);
    this.#wait(before, marks);
    if (!words) return;
    this.#write(words.replace(BLANKS, " "), marks);
    this.#wait(after, marks);
  }

  #wait(blanks, marks) {
    if (blanks) this.#blank = { text: blanks === "\u00a0" && !this.#blank ? blanks : " ", marks: this.#blank ? common(this.#blank.marks, marks) : marks };
  }

  #write(text, marks) {
    const last = this.runs.at(-1), blank = this.#blank;
    if (blank && !last) this.led = true;
    if (blank && last && !last.br) this.#add(blank.text, common(common(last.marks, blank.marks), marks));
    this.#blank = null;
    this.#add(text, marks);
  }

  #add(text, marks) {
    const last = this.runs.at(-1);
    if (!text) return;
    if (last?.text && same(last.marks, marks)) last.text += text; else this.runs.push({ text, marks });
  }

  image(image, marks) {
    this.#write("", marks);
    this.runs.push({ image, marks });
  }

  br(kept = false) {
    this.#blank = null;
    this.runs.push({ br: true, kept });
  }

  // Its paragraphs, each a list of runs with words: two breaks end one.
  ended() {
    const parts = [[]];
    for (const run of this.runs) {
      if (run.br && (parts.at(-1).at(-1)?.br || !hasWords(parts.at(-1)))) { if (hasWords(parts.at(-1))) parts.push([]); } else if (!run.text || !BLANK.test(run.text) || parts.at(-1).length) parts.at(-1).push(run);
    }
    const found = parts.map(trimmed).filter(hasWords).map((runs) => ({ runs }));
    if (found.length && this.led) found[0].led = true;
    if (found.length && this.#blank) found.at(-1).ends = true;
    return found;
  }
}

// Runs without blanks and breaks at their ends; several blanks in a row are one.
export function trimmed(runs) {
  const kept = runs.map((run) => (run.text ? { ...run, text: run.text.replace(/[ \u00a0]{2,}/g, " ") } : run));
  for (const [at, edge] of [[0, /^[ \u00a0]+/], [-1, /[ \u00a0]+$/]]) {
    while (kept.length) {
      const run = kept.at(at);
      if (run.text) run.text = run.text.replace(edge, "");
      if (!run.br && run.text !== "") break;
      if (at) kept.pop(); else kept.shift();
    }
  }
  return kept;
}

// The paragraphs in a block, however deep.
const paragraphsOf = (block) => [
  ...(block.runs ? [block] : []), ...[block.block, ...(block.blocks ?? []), ...(block.items ?? []), ...(block.parts ?? []), ...(block.rows ?? []), ...(block.cells ?? [])].filter(Boolean).flatMap(paragraphsOf),
].filter(({ runs }) => runs.length);

// All words of blocks as one line, for what holds no paragraphs.
export const oneLine = (blocks) => blocks.flatMap(paragraphsOf).flatMap(({ runs }, place) => (place ? [{ br: true }, ...runs] : runs));
