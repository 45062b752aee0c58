// The parts of docs/ that are made from the sources: what stands between `<!-- KIND -->` and `<!-- /KIND -->`.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { format, resolveConfig } from "prettier";
import ts from "typescript";

const marked =
  /(?<opening><!-- (?<kind>args|capabilities|compatibility|group-rules|pod-rules)(?: (?<name>\w+))? -->)[^]*?(?<closing><!-- \/\k<kind> -->)/g;

const compiled = (module) => createRequire(import.meta.url)(`../dist/sdk/${module}.js`);

/** What stands in the place of a mark, by its kind. */
const contents = {
  /** A table of the args of a component, or of a part of them: `args VirtualNodeNetworkArgs`. */
  args: (name, interfaces) => argsTable(name, interfaces),
  capabilities: () => compiled("virtual-node/capability-pages").capabilityMarkdown(),
  compatibility: () => compatibilityTable(compiled("cluster/compatibility").COMPATIBILITY),
  "group-rules": () => compiled("containers/rule-pages").groupRuleMarkdown(),
  "pod-rules": () => compiled("pods/pod-rule-pages").podRuleMarkdown(),
};

/** Writes what is made from the sources into the pages that ask for them. */
export async function docs() {
  for (const [file, text] of await freshPages()) writeFileSync(file, text);
}

/** @throws Error where a page is not what {@link docs} would write, or public args have no table */
export async function checkDocs() {
  const pages = await freshPages();
  const stale = pages.filter(([file, text]) => readFileSync(file, "utf8") !== text).map(([file]) => file);
  if (stale.length > 0) throw new Error(`older than the sources; run \`npm run docs\`: ${stale.join(", ")}`);
  const described = new Set(pages.flatMap(([, text]) => [...text.matchAll(marked)].map(({ groups }) => groups.name)));
  const missing = publicArgs().filter((name) => !described.has(name));
  if (missing.length > 0) throw new Error(`no page in docs/ has a table of ${missing.join(", ")}`);
}

async function freshPages() {
  const interfaces = declaredInterfaces();
  const pages = filesIn("docs", ".md").map(async (file) => {
    const text = readFileSync(file, "utf8").replace(marked, (...match) => {
      const { kind, name, opening, closing } = match.at(-1);
      return `${opening}\n\n${contents[kind](name, interfaces)}\n\n${closing}`;
    });
    return [file, await format(text, { ...(await resolveConfig(file)), filepath: file })];
  });
  return Promise.all(pages);
}

/** The args that a user of the package can name: those of components, and those inside them. */
function publicArgs() {
  const exported = readFileSync("index.ts", "utf8").matchAll(/type (?<name>\w+Args)\b(?=[^;]*"\.\/components\/)/g);
  return [...exported].map(({ groups }) => groups.name);
}

/** Every interface in components/, by its name. */
function declaredInterfaces() {
  const statements = filesIn("components", ".ts").flatMap(
    (file) => ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true).statements,
  );
  return new Map(statements.filter(ts.isInterfaceDeclaration).map((declared) => [declared.name.text, declared]));
}

function filesIn(directory, extension) {
  const names = readdirSync(directory, { recursive: true }).filter((name) => name.endsWith(extension));
  return names.map((name) => `${directory}/${name}`).sort();
}

function compatibilityTable(rules) {
  const verdict = { error: "refused", warning: "warned about" };
  const rows = rules.map(({ path, what, why, source, level, generation }) => {
    const about = generation === undefined ? what : `${what} (${generation})`;
    return `| ${[`\`${path}\``, about, verdict[level], `${why} ([source](${source}))`].map(cell).join(" | ")} |`;
  });
  return ["| in `managedCluster` | what | | because |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function argsTable(name, interfaces) {
  const rows = [...members(name, interfaces).values()].map(
    (member) => `| ${[argument(member), type(member), fallback(member), meaning(member)].map(cell).join(" | ")} |`,
  );
  return ["| argument | type | default | meaning |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** The members of an interface by name, after those that it inherits and does not say anew. */
function members(name, interfaces) {
  const declared = interfaces.get(name);
  if (declared === undefined) throw new Error(`docs/ asks for a table of ${name}, which components/ does not declare`);
  const parents = (declared.heritageClauses ?? []).flatMap(({ types }) =>
    types.map(({ expression }) => expression.text),
  );
  const inherited = parents
    .filter((parent) => interfaces.has(parent))
    .flatMap((parent) => [...members(parent, interfaces)]);
  const own = declared.members.filter(ts.isPropertySignature).map((member) => [member.name.getText(), member]);
  return new Map([...inherited, ...own]);
}

function argument(member) {
  return `\`${member.name.getText()}\``;
}

/** A type as a user of plain values sees it: `pulumi.Input<string>` takes a `string`. */
function type(member) {
  return `\`${plain(member.type.getText())}\``;
}

function plain(text) {
  const unwrapped = text.replace(/pulumi\.Input<((?:[^<>]|<[^<>]*>)*)>/g, "$1");
  return unwrapped === text ? text : plain(unwrapped);
}

function fallback(member) {
  if (member.questionToken === undefined) return "required";
  const [tag] = ts.getJSDocTags(member).filter(({ tagName }) => tagName.text === "default");
  const text = prose(tag?.comment).replace(/^- /, "");
  if (text === "")
    throw new Error(`${member.parent.name.text}.${member.name.getText()} is optional and has no @default`);
  return text.replace(/^("[^"]*"|\[[^\]]*\]|\w+\.\w+|true|false|-?[\d.,]*\d)(?=$|[\s,;:])/, "`$1`");
}

function meaning(member) {
  const [comment] = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
  const text = prose(comment?.comment);
  if (text === "") throw new Error(`${member.parent.name.text}.${member.name.getText()} has no description`);
  return text;
}

/** The text of a comment on one line, `{@link X}` as code. */
function prose(comment) {
  const text = ts.getTextOfJSDocComment(comment) ?? "";
  return text
    .replace(/\{@link ([^}]+)\}/g, "`$1`")
    .replace(/\s+/g, " ")
    .trim();
}

function cell(text) {
  return text.replaceAll("|", "\\|");
}
