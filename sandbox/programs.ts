import { copyFileSync, existsSync, linkSync, realpathSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { privateDirectory, writeExecutable } from "./files";
import { packageRoot } from "./package-root";
import { type SandboxPaths, sandboxesDirectory } from "./state";

/**
 * Fills the sandbox's `bin` directory with what kubectl and the Pulumi CLI start by name: kubelogin's stand-in, the CLI
 * itself, and, where Pulumi's own Node.js language host is not installed, the stand-in and the script that runs dynamic
 * providers.
 */
export function installPrograms(paths: SandboxPaths, pulumi: string, searchPath: string): void {
  privateDirectory(paths.bin);
  writeExecutable(
    path.join(paths.bin, "kubelogin"),
    script(process.execPath, ownProgram("kubelogin"), paths.stateFile),
  );
  if (hasLanguageHost(pulumi, searchPath)) {
    link(pulumi, path.join(paths.bin, "pulumi"));
    return;
  }
  // A program of its own, no symbolic link: the CLI takes what lies beside it for its own parts, and looks for them where
  // a link leads. What it finds on `PATH` instead it uses with a warning in every run.
  duplicate(pulumi, path.join(paths.bin, "pulumi"));
  const host = script(process.execPath, ownProgram("language-host"));
  writeExecutable(path.join(paths.bin, "pulumi-language-nodejs"), host);
  duplicate(dynamicProviderScript(), path.join(paths.bin, "pulumi-resource-pulumi-nodejs"));
}

function ownProgram(room: string): string {
  return path.join(packageRoot(), "dist", "sandbox", room, "main.js");
}

/** The CLI looks on `PATH` and beside itself. What a sandbox put there is no installation. */
function hasLanguageHost(pulumi: string, searchPath: string): boolean {
  return [...searchPath.split(path.delimiter), path.dirname(pulumi)]
    .filter((directory) => !directory.startsWith(`${sandboxesDirectory()}${path.sep}`))
    .some((directory) => existsSync(path.join(directory, "pulumi-language-nodejs")));
}

/** `@pulumi/pulumi` ships it, though not as one of npm's `bin`s. */
function dynamicProviderScript(): string {
  return path.join(path.dirname(require.resolve("@pulumi/pulumi/package.json")), "pulumi-resource-pulumi-nodejs");
}

function script(...command: readonly string[]): string {
  return `#!/bin/sh\nexec ${command.map(shellQuoted).join(" ")} "$@"\n`;
}

/** One word of sh, whatever it contains. */
export function shellQuoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function link(target: string, name: string): void {
  replaced(name, (draft) => {
    symlinkSync(target, draft);
  });
}

/** The same file under another name, or a copy where it lies on another file system. */
function duplicate(original: string, name: string): void {
  const file = realpathSync(original);
  replaced(name, (draft) => {
    try {
      linkSync(file, draft);
    } catch {
      copyFileSync(file, draft);
    }
  });
}

/** A program is there as a whole or not at all, also while another `up` puts it there. */
function replaced(name: string, make: (draft: string) => void): void {
  const draft = `${name}.${randomUUID()}`;
  make(draft);
  renameSync(draft, name);
  // Where both are the same file already, rename does nothing.
  rmSync(draft, { force: true });
}
