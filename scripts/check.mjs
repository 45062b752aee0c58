// The checks that need no sandbox and no test: format and lint, of TypeScript and of Go, and the tables of docs/. The build
// has checked types.
import { quietly } from "./child.mjs";
import { hasGo } from "./prerequisites.mjs";

const goModule = "sandbox/virtual-node";

export async function check() {
  const { execPath: node } = process;
  await quietly("checking the format", [
    node,
    "node_modules/prettier/bin/prettier.cjs",
    "--check",
    "--log-level",
    "warn",
    ".",
  ]);
  await quietly("linting", [node, "node_modules/eslint/bin/eslint.js", "--max-warnings", "0", "."]);
  // Loaded here: it needs what the build has installed.
  const { checkDocs } = await import("./docs.mjs");
  await checkDocs();
  if (hasGo()) return checkGo();
  console.error(`${goModule} is not checked: that takes Go 1.25 or later.`);
}

async function checkGo() {
  const unformatted = await quietly("checking the format of Go", ["gofmt", "-l", goModule]);
  if (unformatted !== "") throw new Error(`not formatted; run \`gofmt -w ${goModule}\`:\n${unformatted}`);
  // The flags with which the tool is built, so that Go compiles its dependencies once for both.
  await quietly("vetting Go", ["go", "-C", goModule, "vet", "-mod=readonly", "-trimpath", "-buildvcs=false", "./..."], {
    env: { CGO_ENABLED: "0", GOWORK: "off" },
  });
}
