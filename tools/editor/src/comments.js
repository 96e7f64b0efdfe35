// Comments beside passages: their words are marked in the text, which holds nothing of them; new ones are sent from here.
import { Decoration } from "@tiptap/pm/view";
import { decorations } from "./decorations.js";
import { field, open } from "./dialogs.js";
import { commentsUrl, make, words } from "./words.js";

const { extension: Comments, show, isEmpty } = decorations("comments");
export { Comments };
const LONGEST = 2000, AROUND = 40; // characters of a comment, and before and after the words it is on: as comments/models.py has them
const TRIED = 200; // places with the same words that are compared: as ecpat/entries/comments/passages.py does it all
const ALIKE = { "’": "'", "‘": "'", "“": '"', "”": '"' };
const plain = (text) => text.replace(/[’‘“”]/g, (sign) => ALIKE[sign]).replace(/\s/g, "");
const shared = (one, other) => { let at = 0; while (at < one.length && at < other.length && one[at] === other[at]) at += 1; return at; };
const reversed = (text) => text.split("").reverse().join("");

// The letters of a text without spaces, and where each stands.
function lettersOf(doc) {
  const letters = [], places = [];
  doc.descendants((node, position) => {
    for (let at = 0; at < (node.text?.length ?? 0); at += 1) {
      if (/\s/.test(node.text[at])) continue;
      letters.push(ALIKE[node.text[at]] ?? node.text[at]);
      places.push(position + at);
    }
  });
  return { letters: letters.join(""), places };
}

export function found({ letters, places }, said) {
  const quoted = plain(said.quotation), before = reversed(plain(said.before)), after = plain(said.after);
  if (!quoted) return null;
  let best = -1, most = -1;
  for (let at = letters.indexOf(quoted), tried = 0; at >= 0 && tried < TRIED; at = letters.indexOf(quoted, at + 1), tried += 1) {
    const end = at + quoted.length;
    const alike = shared(reversed(letters.slice(Math.max(0, at - before.length), at)), before) + shared(letters.slice(end, end + after.length), after);
    if (alike > most) { best = at; most = alike; }
  }
  return best < 0 ? null : { from: places[best], to: places[best + quoted.length - 1] + 1 };
}

function pin(number, slip) {
  const go = (event) => { event.preventDefault(); slip.focus(); };
  return make("sup", { class: "pin", contenteditable: "false", mousedown: go }, String(number));
}

// Mark in a text what is said of it beside; a slip whose words are gone says so.
export function showComments(editor, locale) {
  const slips = [...document.querySelectorAll(`#beside-${locale} .comment`)];
  if (!slips.length && isEmpty(editor)) return;
  const text = lettersOf(editor.state.doc), marks = [];
  slips.forEach((slip, place) => {
    const sign = slip.querySelector(".pin"), here = "quotation" in slip.dataset ? found(text, slip.dataset) : null;
    if ("quotation" in slip.dataset) slip.querySelector(".gone").hidden = here !== null;
    sign.hidden = here === null;
    sign.textContent = place + 1;
    if (here) marks.push(Decoration.inline(here.from, here.to, { class: "said" }), Decoration.widget(here.to, () => pin(place + 1, slip), { side: 1, ignoreSelection: true, key: `${slip.id}|${place}` }));
  });
  show(editor, marks);
}

// The form as it is after something was said; it is read anew, and of it only what is beside the text is taken.
async function send(body) {
  const answer = await fetch(commentsUrl, { method: "POST", body });
  const page = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page || !page.getElementById("answering")) throw new Error(words.unreachable);
  return page;
}

async function sendComment(sent, locale) {
  const body = new FormData(document.getElementById("answering"));
  for (const [name, value] of Object.entries({ do: `comment:${locale}`, ...sent })) body.set(name, value);
  const beside = (await send(body)).getElementById(`beside-${locale}`);
  document.getElementById(beside.id).replaceChildren(...beside.childNodes);
}

// Let comments be answered and settled beside the text, which stays as it is; `renew` marks their words again.
export function answerComments(renew) {
  const form = document.getElementById("answering");
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const slip = event.submitter.closest(".comment"), beside = slip.parentElement;
    try {
      const answered = (await send(new FormData(form, event.submitter))).getElementById(slip.id);
      if (answered) slip.replaceWith(answered); else slip.remove();
      renew();
      (answered ?? beside).focus();
    } catch {
      slip.querySelector(".fault")?.remove();
      slip.append(make("p", { class: "fault", role: "alert" }, words.unreachable));
    }
  });
}

export function commentDialog(editor, locale) {
  const { from, to, empty } = editor.state.selection, { doc } = editor.state;
  const between = (start, end) => doc.textBetween(Math.max(0, start), Math.min(end, doc.content.size), "\n");
  const quoted = between(from, to).trim();
  if (empty || !quoted) { open(words.comment, make("p", { role: "status" }, words.commentSelect)); return; }
  if (!document.getElementById(`beside-${locale}`)) { open(words.comment, make("p", { role: "status" }, words.commentSave)); return; }
  const text = make("textarea", { rows: "3", maxlength: LONGEST, required: true }), fault = make("p", { class: "fault", role: "alert" });
  async function say(event) {
    event.preventDefault();
    const sent = { passage: quoted, before: between(from - AROUND, from), after: between(to, to + AROUND), text: text.value };
    try {
      await sendComment(sent, locale);
      dialog.close();
      showComments(editor, locale);
      editor.view.focus();
    } catch { fault.textContent = words.unreachable; }
  }
  const dialog = open(words.comment, make("form", { submit: say }, make("p", {}, make("q", { lang: locale }, quoted.slice(0, 200))), field(words.commentText, text), fault, make("button", { class: "button" }, words.comment)));
  text.focus();
}
