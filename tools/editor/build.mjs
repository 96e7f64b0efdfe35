// Build ecpat/static/js/desk/editor.js and the licences of what is in it.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const TARGET = "../../ecpat/static/js/desk/editor";
const sources = ["build.mjs", "package-lock.json", "package.json", ...readdirSync("src").map((name) => `src/${name}`)].sort();
const digest = createHash("sha256");
for (const name of sources) digest.update(`${name}\0`).update(readFileSync(name)).update("\0");

const { metafile, outputFiles: [{ contents }] } = await build({
  entryPoints: ["src/main.js"], bundle: true, minify: true, format: "iife", target: "es2022", charset: "utf8", legalComments: "none",
  metafile: true, write: false, banner: { js: `// Built by \`make editor\`; licences: editor.LICENSES.txt; sources: sha256-${digest.digest("hex")}` },
});
const text = Buffer.from(contents);
writeFileSync(`${TARGET}.js`, text);

const packages = new Set(Object.keys(metafile.inputs).map((name) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(name)?.[1]).filter(Boolean));
const notices = [...packages].sort().map((name) => {
  const folder = `node_modules/${name}`, { version, license } = JSON.parse(readFileSync(`${folder}/package.json`));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  if (!file) throw new Error(`${name} has no licence file`);
  return `${name} ${version} (${license})\n\n${readFileSync(`${folder}/${file}`, "utf8").trim()}\n`;
});
writeFileSync(`${TARGET}.LICENSES.txt`, `editor.js holds these packages, each under its own licence.\n\n${notices.join(`\n${"-".repeat(72)}\n\n`)}`);
console.log(`${TARGET}.js: ${text.length} bytes, ${packages.size} packages`);
