// Blocks that are more than words (docs/blocks.md): the classes that tell them apart, and a dialog that makes each.
import { Extension } from "@tiptap/core";
import { field, finder, open } from "./dialogs.js";
import { addressOf, ownPage } from "./links.js";
import { entries, findEntries, findRecordings } from "./references.js";
import { send } from "./uploads.js";
import { filesUrl, filled, limits, make, words } from "./words.js";

const CLASSES = { figure: /^(number|video|contact)$/, paragraph: /^action$/ };

const told = (type) => ({
  block: {
    default: null, keepOnSplit: false,
    parseHTML: ({ className }) => (CLASSES[type].test(className) ? className : null),
    renderHTML: ({ block }) => (block ? { class: block } : {}),
  },
});

// Enter leaves a block from its caption, or from an empty paragraph at its end.
function leave({ editor }) {
  const { $from, empty } = editor.state.selection, depth = $from.depth - 1, figure = depth > 0 ? $from.node(depth) : null;
  if (!empty || figure?.type.name !== "figure") return false;
  if ($from.parent.type.name === "figcaption") return editor.chain().insertContentAt($from.after(depth), { type: "paragraph" }).run();
  if ($from.parent.content.size || figure.childCount < 2 || $from.index(depth) !== figure.childCount - 1) return false;
  return editor.chain().deleteRange({ from: $from.before(), to: $from.after() }).insertContentAt($from.after(depth) - 2, { type: "paragraph" }).run();
}

export const Blocks = Extension.create({
  name: "blocks",
  priority: 1050, // before what splits a paragraph
  addGlobalAttributes: () => Object.keys(CLASSES).map((type) => ({ types: [type], attributes: told(type) })),
  addKeyboardShortcuts: () => ({ Enter: leave }),
});

const text = (said, ...marks) => (said ? [{ type: "text", text: said, marks }] : []);
const link = (href) => ({ type: "link", attrs: { href } });
const line = (...content) => ({ type: "paragraph", content: content.flat() });
const figure = (block, ...content) => ({ type: "figure", attrs: { block }, content });
const caption = (...content) => (content.flat().length ? [{ type: "figcaption", content: content.flat() }] : []);

// What each block asks for, and what it is made of; a name with “?” may stay empty.
const KINDS = {
  number: {
    asks: ["number", "counts", "source", "title?", "year", "address", "limit?"],
    made: ({ number, counts, source, title, year, limit }, href) => figure("number", line(text(number)), line(text(counts)), ...caption(
      text(title ? `${words.blocks.sourceIs} ${source}, ` : `${words.blocks.sourceIs} `), title ? text(title, link(href), { type: "cite" }) : text(source, link(href)), text(`, ${year}.${limit ? ` ${limit}` : ""}`),
    )),
  },
  video: { asks: ["videoTitle", "videoAddress", "facts?"], made: ({ videoTitle, facts }, href) => figure("video", line(text(videoTitle, link(href))), ...caption(text(facts))) },
  recording: { asks: ["videoTitle", "facts?"], made: ({ videoTitle, facts }, href) => figure("video", line(text(videoTitle, link(href))), ...caption(text(facts))) },
  contact: { asks: ["name", "question?", "address"], made: ({ name, question, address }, href) => figure("contact", line(text(name, { type: "bold" })), ...(question ? [line(text(question))] : []), line(text(address, link(href)))) },
  action: { asks: ["words", "address"], made: ({ words: said }, href) => ({ type: "paragraph", attrs: { block: "action" }, content: text(said, link(href)) }) },
};

async function target(typed) {
  const own = ownPage(typed), found = own ? await findEntries(own.path).catch(() => []) : [];
  if (found.length !== 1) return addressOf(typed);
  entries.keep(found[0]);
  return `entry:${found[0].id}${own.part}`;
}

function ask(editor, kind, chosen = null) {
  const { asks, made } = KINDS[kind], said = words.blocks, inputs = {};
  const fault = make("p", { class: "fault", role: "alert", hidden: true, id: "editor-block-fault" });
  const fields = asks.map((name) => {
    const key = name.replace("?", ""), address = key.toLowerCase().endsWith("address");
    inputs[key] = make("input", { type: "text", autocomplete: "off", lang: editor.options.editorProps.attributes.lang, ...(address ? { inputmode: "url", maxlength: limits.href, spellcheck: "false" } : {}) });
    if (chosen && key === "videoTitle") inputs[key].value = chosen.name;
    return field(said[key], inputs[key], said.hints[key] ?? "");
  });
  async function put(event) {
    event.preventDefault();
    const values = Object.fromEntries(Object.entries(inputs).map(([name, { value }]) => [name, value.trim()]));
    const missing = asks.find((name) => !name.endsWith("?") && !values[name]), at = Object.keys(inputs).find((name) => name.toLowerCase().endsWith("address"));
    const href = missing ? null : chosen ? `asset:${chosen.id}` : await target(values[at]), wrong = missing ?? (href === null ? at : null);
    for (const [name, input] of Object.entries(inputs)) {
      if (name === wrong) { input.setAttribute("aria-invalid", "true"); input.setAttribute("aria-errormessage", fault.id); } else { input.removeAttribute("aria-invalid"); input.removeAttribute("aria-errormessage"); }
    }
    fault.hidden = !wrong;
    if (wrong) { fault.textContent = missing ? said.missing : words.addressFault; inputs[wrong].focus(); return; }
    dialog.close();
    const { $to } = editor.state.selection, content = made(values, href);
    const after = $to.depth ? $to.after(1) : $to.pos;
    editor.chain().focus().insertContentAt(after, [content, { type: "paragraph" }]).run();
  }
  const dialog = open(said.names[kind], make("form", { novalidate: true, submit: put }, ...fields, fault, make("button", { class: "button" }, said.insert)));
  inputs[asks[0]].focus();
}

// A video or sound of ours is found by its name, or sent from here; then it is asked for what the others are.
function chooseRecording(editor) {
  const input = make("input", { type: "file", accept: "video/*,audio/*" }), said = make("p", { role: "status" });
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    input.disabled = true;
    said.textContent = filled(words.blocks.sending, { name: file.name });
    const { id, name, fault } = await send(file, editor.view.dom.closest("form"), "recording");
    if (!dialog.open) return; // it stays among the files
    if (!fault) { dialog.close(); ask(editor, "recording", { id, name }); return; }
    Object.assign(input, { disabled: false, value: "" });
    said.textContent = fault;
    input.focus();
  });
  const show = (file) => make("button", { type: "button", click: () => { dialog.close(); ask(editor, "recording", file); } }, make("span", { class: "found-title", lang: "" }, file.name));
  const dialog = open(words.blocks.names.recording, ...finder(words.blocks.findRecording, findRecordings, show),
    field(words.blocks.sendHere, input, words.blocks.sayLater), said);
  dialog.querySelector("input").focus();
}

export function blockDialog(editor) {
  const show = (kind) => make("li", {},
    make("button", { type: "button", "aria-describedby": `editor-block-${kind}`, click: () => { dialog.close(); if (kind === "recording") chooseRecording(editor); else ask(editor, kind); } }, make("span", { class: "found-title" }, words.blocks.names[kind])),
    make("p", { class: "hint", id: `editor-block-${kind}` }, words.blocks.about[kind]));
  const dialog = open(words.block, make("ul", { class: "found whole" }, ...Object.keys(KINDS).filter((kind) => kind !== "recording" || filesUrl).map(show)));
  dialog.querySelector("button").focus();
}
