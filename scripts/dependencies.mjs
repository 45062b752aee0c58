// Installs the dependencies where they are not as package-lock.json says.
import { existsSync, readFileSync } from "node:fs";
import { quietly } from "./child.mjs";

/** What npm writes when it has finished installing, and removes before it starts over. */
const installedLock = "node_modules/.package-lock.json";

/** @returns whether anything had to be installed */
export async function ensureDependencies() {
  const wanted = packages("package-lock.json");
  if (existsSync(installedLock) && isInstalled(wanted, packages(installedLock))) return false;
  // Without scripts: ours would build twice, and the one of @pulumi/kubernetes downloads a plugin that nothing here uses.
  await quietly("installing dependencies", ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    howFar: () => `${present(wanted)}/${wanted.size} packages,`,
  });
  return true;
}

/** The version of each package by its directory. Optional ones are left out: some are for other platforms. */
function packages(lockFile) {
  const entries = Object.entries(JSON.parse(readFileSync(lockFile, "utf8")).packages);
  return new Map(
    entries.filter(([path, { optional }]) => path !== "" && !optional).map(([path, p]) => [path, p.version]),
  );
}

function isInstalled(wanted, installed) {
  return [...wanted].every(([path, version]) => installed.get(path) === version);
}

function present(wanted) {
  return [...wanted.keys()].filter((path) => existsSync(`${path}/package.json`)).length;
}
