// Addresses as somebody typed or pasted them, made into those of links.
const SCHEME = /^[a-z][a-z0-9+.-]*:/i, TELEPHONE = /^\+?[\d\s\u00a0\u202f./()-]{3,}$/, MAIL = /^[^\s@/:]+@[^\s@/]+\.[a-z]{2,}$/i;
export const KNOWN = /^(entry:\d{1,18}(#[^\s"<>]*)?$|help:$|asset:\d{1,18}$|https?:\/\/|mailto:|tel:)/i;

const spelt = (text) => text.replace(/%(?![\da-f]{2})/gi, "%25").replace(/[\s\u00a0"<>\\^`{|}]/g, encodeURIComponent);
const read = (text) => { try { return decodeURIComponent(text); } catch { return text; } };

// The “(0)” of a number that begins with a country's is not dialled from there.
const dialled = (text) => read(text).replace(/^(\s*(?:\+|00).*?)\(0\)/, "$1").replace(/(?!^)\+|[^+\d*#;,=a-z]/gi, "");
const mailed = (text) => {
  const [to, ...more] = text.split("?");
  return `mailto:${spelt(to.trim()).replace(/[^\x21-\x7e](?=[^@]*@)/gu, encodeURIComponent)}${more.length ? `?${spelt(more.join("?")).replace(/[^\x21-\x7e]/gu, encodeURIComponent)}` : ""}`;
};

// An address with all that it says, in the characters that addresses have; null for what no link may say.
export function hrefOf(address) {
  const text = address.trim().replace(/[\t\r\n]/g, "");
  if (/^(entry|help|asset):/i.test(text)) return KNOWN.test(text) ? text : null;
  if (/^tel:/i.test(text)) { const number = dialled(text.slice(4)); return /\d{2}/.test(number) ? `tel:${number}` : null; }
  if (/^mailto:/i.test(text)) return /^mailto:[^?]*@|^mailto:\?/i.test(read(text)) ? mailed(text.slice(7)) : null;
  if (!/^https?:\/\/[^/?#\s]/i.test(text)) return null;
  const href = spelt(text);
  return URL.canParse(href) ? href : null;
}

// What somebody typed as an address, as a link says it; null where it is none.
export function addressOf(typed) {
  const text = typed.trim();
  if (!text || /^(entry|help|asset):/i.test(text)) return null;
  if (MAIL.test(text)) return mailed(text);
  if (TELEPHONE.test(text)) return hrefOf(`tel:${text}`);
  const own = /^\/(?!\/)/.test(text) ? `${location.origin}${text}` : text;
  const href = hrefOf(SCHEME.test(own) && !/^[\w-]+(\.[\w-]+)+:\d/.test(own) ? own : /^[\w-]+(\.[\w-]+)+(:\d+)?([/?#]|$)/.test(own) ? `https://${own}` : "");
  return href && (/^(tel|mailto):/i.test(href) || /^https?:\/\/[^/?#]*[^/?#.]\.?[^/?#]/i.test(href)) ? href : null;
}

// Of an address of this site the path to look for, and the part of the page; null where it is more than a page: a list, a file.
export function ownPage(typed) {
  const text = typed.trim(), path = text.startsWith(`${location.origin}/`) ? text.slice(location.origin.length) : text;
  const found = /^(\/(?!\/)[^?#]*?[^/?#.]*\/?)(#.*)?$/.exec(path);
  return found && !/\.[a-z0-9]{2,5}$/i.test(found[1]) ? { path: found[1], part: found[2] ? spelt(found[2]) : "" } : null;
}
