// Names every program that is missing or too old, before anything starts.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";

const node = {
  name: "Node.js",
  minimum: () => "20",
  purpose: "it runs everything here",
  site: "https://nodejs.org",
  version: () => process.versions.node,
};

const npm = {
  name: "npm",
  minimum: () => "9",
  purpose: "it installs the dependencies",
  site: "https://nodejs.org (it comes with Node.js)",
  version: () => output("npm", ["--version"]),
};

const go = {
  name: "Go",
  minimum: minimumGo,
  purpose: "it builds the sandbox's tools: Kubernetes, etcd, kwok, the virtual node, the Pulumi CLI",
  site: "https://go.dev/dl",
  version: () => /\d[\d.]*/.exec(output("go", ["env", "GOVERSION"]) ?? "")?.[0],
};

/** The lines that say what is missing; none where all is well. */
export function missingPrerequisites({ needsGo }) {
  return (needsGo ? [node, npm, go] : [node, npm]).flatMap(complaint);
}

/** Whether a Go is installed that can check our Go sources. */
export function hasGo() {
  return complaint(go).length === 0;
}

function complaint({ name, minimum, purpose, site, version }) {
  const found = version();
  const wanted = minimum();
  if (found !== undefined && isAtLeast(found, wanted)) return [];
  const state = found === undefined ? "is not installed" : `${found} is too old`;
  return [`${name} ${state}: ${wanted} or later is needed (${purpose}); see ${site}`];
}

/** Go 1.25 downloads a newer toolchain where a module asks for one, unless it is told to be content with itself. */
function minimumGo() {
  if (output("go", ["env", "GOTOOLCHAIN"]) !== "local") return "1.25";
  const goMod = readFileSync(new URL("../sandbox/tools/pulumi/go.mod", import.meta.url), "utf8");
  return /^go (\S+)$/m.exec(goMod)[1];
}

function isAtLeast(version, minimum) {
  const numbers = (text) => text.split(".").map((part) => Number.parseInt(part, 10));
  const [found, wanted] = [numbers(version), numbers(minimum)];
  const index = wanted.findIndex((part, i) => part !== (found[i] ?? 0));
  return index === -1 || (found[index] ?? 0) > wanted[index];
}

/** What a program prints, or `undefined` where it is not there. Not run in a Go module, whose go.mod Go would obey. */
function output(command, args) {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8", cwd: tmpdir() });
  return status === 0 ? stdout.trim() : undefined;
}
