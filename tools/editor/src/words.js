// What the page says in its own language, and where it answers: an element that the page holds (desk/editor.html).
const setup = document.getElementById("editor-words");
export const words = setup ? JSON.parse(setup.dataset.words) : {};
export const languages = setup ? JSON.parse(setup.dataset.languages) : [];
export const limits = setup ? JSON.parse(setup.dataset.limits) : {}; // characters of an attribute: ecpat/content/words.py
export const { entries: entriesUrl, files: filesUrl, upload: uploadUrl, comments: commentsUrl } = setup?.dataset ?? {};

export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// An element with attributes (properties for functions) and children.
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}
