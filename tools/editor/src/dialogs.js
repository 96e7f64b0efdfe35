// Dialogs of the editor: a link, a picture, the language of a phrase. Made anew for each use, gone when closed.
import { addressOf, ownPage } from "./links.js";
import { entries, files, findEntries, titleOf } from "./references.js";
import { filled, languages, limits, make, words } from "./words.js";

let count = 0;

export function open(title, ...parts) {
  count += 1;
  const heading = make("h2", { id: `editor-dialog-${count}` }, title);
  const dialog = make("dialog", { class: "editor-dialog", "aria-labelledby": heading.id, close: () => dialog.remove() }, heading, ...parts);
  dialog.append(make("p", { class: "dialog-end" }, make("button", { type: "button", class: "button quiet", click: () => dialog.close() }, words.cancel)));
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export function field(label, input, hint = "") {
  count += 1;
  input.id = `editor-field-${count}`;
  if (hint) input.setAttribute("aria-describedby", `${input.id}-hint`);
  return make("div", { class: "field" }, make("label", { for: input.id }, label), input, hint ? make("p", { class: "hint", id: `${input.id}-hint` }, hint) : null);
}

// A search whose results are buttons; how many it found is said. No type=search: there Escape would not close at once.
export function finder(label, find, show) {
  const input = make("input", { type: "text", role: "searchbox", autocomplete: "off", enterkeyhint: "search" });
  const said = make("p", { class: "hint", role: "status" }), list = make("ul", { class: "found" });
  let asked = 0, timer = 0;
  async function look() {
    const mine = (asked += 1);
    try {
      const found = await find(input.value.trim());
      if (mine !== asked) return;
      list.replaceChildren(...found.map((one) => make("li", {}, show(one))));
      said.textContent = found.length ? (found.length === 1 ? words.foundOne : filled(words.found, { n: found.length })) : words.foundNone;
    } catch { said.textContent = words.unreachable; }
  }
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 200); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.querySelector("button")) { event.preventDefault(); list.querySelector("button").focus(); }
    if (event.key === "Enter") event.preventDefault();
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], buttons = [...list.querySelectorAll("button")];
    if (!step) return;
    event.preventDefault();
    (buttons[buttons.indexOf(document.activeElement) + step] ?? input).focus();
  });
  look();
  return [field(label, input), said, list];
}

export function linkDialog(editor, locale) {
  const present = editor.getAttributes("link").href ?? "";
  function set(href, label) {
    dialog.close();
    const chain = editor.chain().focus().extendMarkRange("link");
    if (editor.state.selection.empty && !editor.isActive("link")) chain.insertContent({ type: "text", text: label, marks: [{ type: "link", attrs: { href } }] }).unsetMark("link").run();
    else chain.setMark("link", { href }).run();
  }
  const typed = make("input", { type: "text", inputmode: "url", maxlength: limits.href, autocomplete: "off", spellcheck: "false", value: /^(https?|mailto|tel):/.test(present) ? present : "" });
  const fault = make("p", { class: "fault", role: "alert", hidden: true, id: "editor-link-fault" }, words.addressFault);
  async function take(event) {
    event.preventDefault();
    const own = ownPage(typed.value), found = own ? await findEntries(own.path).catch(() => []) : [];
    const href = found.length === 1 ? `entry:${found[0].id}${own.part}` : addressOf(typed.value);
    if (found.length === 1) entries.keep(found[0]);
    fault.hidden = href !== null;
    typed.toggleAttribute("aria-invalid", href === null);
    if (href === null) { typed.setAttribute("aria-invalid", "true"); typed.setAttribute("aria-errormessage", fault.id); typed.focus(); } else set(href, found.length === 1 ? titleOf(found[0], locale) : typed.value.trim());
  }
  const show = (entry) => {
    const title = titleOf(entry, locale), foreign = entry.titles[locale] ? null : Object.keys(entry.titles)[0];
    return make("button", { type: "button", click: () => { entries.keep(entry); set(`entry:${entry.id}`, title); } },
      make("span", { class: "found-title", lang: foreign ?? locale }, title), make("span", { class: "found-facts" }, [entry.kind, entry.states[foreign ?? locale]].join(" · ")));
  };
  const dialog = open(words.link,
    ...finder(words.pageTitle, findEntries, show),
    make("form", { novalidate: true, submit: take }, field(words.address, typed, words.addressHint), fault, make("button", { class: "button" }, words.setLink)),
    make("p", {}, make("button", { type: "button", class: "link tap", click: () => set("help:", words.helpPage) }, words.toHelp),
      present ? make("button", { type: "button", class: "link tap", click: () => { dialog.close(); editor.chain().focus().extendMarkRange("link").unsetMark("link").run(); } }, words.unlink) : null));
}

// Ask the page for a picture: it opens its picture window, and hands over what is chosen there.
function choosePicture(editor, locale, place) {
  const wanted = new CustomEvent("picture-wanted", { bubbles: true, cancelable: true, detail: { locale, place } });
  if (editor.view.dom.dispatchEvent(wanted)) open(words.picture, make("p", { role: "status" }, words.picturesMissing));
}

export function insertPicture(editor, locale) {
  choosePicture(editor, locale, (file) => {
    files.keep(file);
    const { $to } = editor.state.selection, picture = { type: "picture", attrs: { src: `asset:${file.id}`, alt: null } };
    if ($to.depth && $to.parent.content.size) editor.chain().focus().insertContentAt($to.after(1), picture).run(); // no paragraph is divided
    else editor.chain().focus().insertContent(picture).run();
  });
}

// What a picture of the text shows to those who do not see it, on this page; and the way to another in its place.
export function pictureDialog(editor, locale, position) {
  const present = editor.state.doc.nodeAt(position);
  const alt = make("input", { type: "text", maxlength: limits.alt, lang: locale, value: present.attrs.alt ?? "" });
  const said = make("p", { class: "hint" }), face = make("div", { class: "chosen-picture" });
  function put(attrs) {
    dialog.close();
    editor.chain().focus().command(({ tr }) => { tr.setNodeMarkup(position, null, { ...present.attrs, ...attrs }); return true; }).run();
  }
  const other = () => { dialog.close(); choosePicture(editor, locale, (file) => { files.keep(file); put({ src: `asset:${file.id}`, alt: null }); }); };
  const dialog = open(words.picture,
    make("form", { submit: (event) => { event.preventDefault(); put({ alt: alt.value.trim() || null }); } }, face, said, field(words.altHere, alt, words.altHint), make("button", { class: "button" }, words.keep)),
    make("p", {}, make("button", { type: "button", class: "link tap", click: other }, words.otherPicture)));
  files.of(present.attrs.src.slice("asset:".length)).then((file) => {
    if (!file) return;
    const own = file.alt?.[locale];
    said.textContent = own ? filled(words.fileAlt, { alt: own }) : file.decorative ? words.decorative : words.altMissing;
    face.replaceChildren(file.thumb ? make("img", { src: file.thumb, alt: "", width: file.width, height: file.height }) : "", make("strong", {}, file.name));
    alt.focus();
  });
}

export function languageDialog(editor, locale) {
  const present = editor.getAttributes("phrase").lang ?? "";
  const select = make("select", {}, ...languages.filter(([code]) => code !== locale).map(([code, name]) => make("option", { value: code, selected: code === present }, name)));
  function set(event) {
    event.preventDefault();
    dialog.close();
    editor.chain().focus().extendMarkRange("phrase").setMark("phrase", { lang: select.value }).run();
  }
  if (editor.state.selection.empty && !present) { open(words.language, make("p", { role: "status" }, words.selectFirst)); return; }
  const dialog = open(words.language,
    make("form", { submit: set }, field(words.phraseIn, select, words.phraseHint), make("button", { class: "button" }, words.keep)),
    present ? make("p", {}, make("button", { type: "button", class: "link tap", click: () => { dialog.close(); editor.chain().focus().extendMarkRange("phrase").unsetMark("phrase").run(); } }, words.unmark)) : null);
}
