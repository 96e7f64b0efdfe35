// Keeps what a page complains of, from its first line on, so that a test can ask for it: it is put in front of the
// site's own scripts, for WebKit's driver has no log of the console.
"use strict";

function note(words) {
  const kept = JSON.parse(sessionStorage.getItem("overheard") ?? "[]");
  sessionStorage.setItem("overheard", JSON.stringify([...kept, `${location.pathname}: ${words}`]));
}
addEventListener("error", ({ message, target }) => {
  const words = message ?? `cannot load ${target.src ?? target.href}`;
  if (target.type !== "image") return note(words);
  const again = new Image(); // Firefox complains of a button that came from a parsed page, and shows its picture
  again.addEventListener("error", () => note(words));
  again.src = target.src;
}, true);
addEventListener("unhandledrejection", ({ reason }) => note(reason));
document.addEventListener("securitypolicyviolation", (event) => note(`${event.violatedDirective} ${event.blockedURI}`));
for (const level of ["error", "warn"]) {
  const say = console[level];
  console[level] = (...words) => { note(words.join(" ")); say.apply(console, words); };
}
