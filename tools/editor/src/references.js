// What the references in a body stand for: titles of entries, pictures of files. Asked once, remembered.
import { entriesUrl, filesUrl, words } from "./words.js";

async function ask(url, key, values) {
  const answer = await fetch(`${url}?${new URLSearchParams(values)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new Error(words.unreachable);
  return (await answer.json())[key];
}
export const findEntries = (q) => ask(entriesUrl, "entries", { q });
export const findRecordings = (q) => ask(filesUrl, "files", { q, type: "recording" });

export const titleOf = (entry, locale) => entry.titles[locale] ?? Object.values(entry.titles)[0] ?? "";

function remembered(fetchOnes) {
  const known = new Map(), waiting = new Map();
  let timer = 0;
  async function collect() {
    const asked = new Map(waiting);
    waiting.clear();
    let found = [];
    try { found = await fetchOnes([...asked.keys()]); } catch { /* said as missing */ }
    for (const [id, tell] of asked) {
      known.set(id, found.find((one) => String(one.id) === id) ?? null);
      tell.forEach((done) => done(known.get(id)));
    }
  }
  return {
    keep: (one) => known.set(String(one.id), one),
    of: (id) => new Promise((done) => {
      if (known.has(id)) { done(known.get(id)); return; }
      waiting.set(id, [...(waiting.get(id) ?? []), done]);
      clearTimeout(timer);
      timer = setTimeout(collect, 30);
    }),
  };
}
export const entries = remembered((ids) => (entriesUrl ? ask(entriesUrl, "entries", { id: ids.join(",") }) : []));
export const files = remembered((ids) => (filesUrl ? ask(filesUrl, "files", { id: ids.join(","), type: "image" }) : []));
