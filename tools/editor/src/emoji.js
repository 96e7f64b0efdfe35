// Pictures that stand for a character: emoji as networks and mail programs show them; and those that show nothing.
const EMOJI = /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|[#*0-9]\ufe0f?\u20e3|[\u200d\ufe0f]|[\u{e0020}-\u{e007f}])+$/u;
const NAMED = /emoji|emoticon|smile?y|goomoji/i, CODES = /(?:^|[/_-])((?:[0-9a-f]{4,5}|[23]\d|00[23]\d)(?:[-_][0-9a-f]{2,5})*)\.(?:png|svg|gif|webp)/i;

export function emojiOf(element) {
  const said = ["data-plain-text", "data-emoji", "alt", "data-emoticon", "title", "aria-label"].map((name) => element.getAttribute(name)?.trim()).filter(Boolean);
  const found = said.find((text) => EMOJI.test(text));
  if (found) return found;
  const src = element.getAttribute("src") ?? "";
  if (!NAMED.test(`${element.className} ${src.slice(0, 2_000)}`) || /^data:/i.test(src)) return "";
  const typed = said.find((text) => text.length <= 6 && /^[:;=8xX<>^(][^\p{L}]?|^:[\w+-]+:$/u.test(text));
  if (typed) return typed;
  const codes = CODES.exec(src)?.[1].split(/[-_]/).map((code) => Number.parseInt(code, 16)) ?? [];
  const written = codes.length && codes.every((code) => code < 0x110000) ? String.fromCodePoint(...codes) : "";
  return EMOJI.test(written) ? written : said[0] ?? "";
}

// A picture of a point or two counts who reads, or keeps a place.
export function isTiny(element, style) {
  const size = (name) => Number.parseFloat(style[name] ?? element.getAttribute(name) ?? "");
  return size("width") <= 3 || size("height") <= 3;
}
