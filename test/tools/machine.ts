import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Tools } from "../../sandbox/tools/toolchain";

/**
 * Stands in for Go: notes its process id and what it is asked, takes a while, and writes a program that does nothing. A
 * module whose files are wanted is downloaded at once.
 */
const goScript = `#!/bin/sh
PATH=/usr/bin:/bin
echo "$1 $$" >> "$GO_LOG"
case $1 in
  list) [ "$2" = -m ] && echo "$GO_MODULE" && exit; i=0; while [ $i -lt "$GO_PACKAGES" ]; do echo "package/$i"; i=$((i + 1)); done ;;
  build)
    while [ "$1" != -o ]; do shift; done
    i=0; while [ $i -lt "$GO_PACKAGES" ]; do echo "package/$i" >&2; sleep 0.05; i=$((i + 1)); done
    if [ -n "$GO_FAILURE" ]; then echo "$GO_FAILURE" >&2; exit 1; fi
    printf '#!/bin/sh\\n' > "$2"; chmod 755 "$2" ;;
esac
`;

/** A directory that stands for a user's home, with a PATH on which nothing but a stand-in for Go is found. */
export class Machine {
  readonly root = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-tools-"));
  readonly bin = path.join(this.root, "bin");
  private readonly goLog = path.join(this.root, "go.log");

  /** Where a downloaded module has its definitions. */
  private readonly module = path.join(this.root, "module");

  constructor() {
    mkdirSync(this.bin);
    this.define("scaled", "kind: CustomResourceDefinition\nmetadata: { name: scaled }\n");
    this.install("go", goScript);
  }

  /** @param packages - how many packages the stand-in for Go says that it compiles, at 50 ms each */
  environment(packages = 1): NodeJS.ProcessEnv {
    return {
      PATH: this.bin,
      HOME: this.root,
      XDG_CACHE_HOME: path.join(this.root, "cache"),
      XDG_STATE_HOME: path.join(this.root, "state"),
      GO_LOG: this.goLog,
      GO_MODULE: this.module,
      GO_PACKAGES: String(packages),
    };
  }

  /** Adds a definition to the module that is downloaded. */
  define(name: string, definition: string): void {
    const folder = path.join(this.module, "config", "crd", "bases");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `${name}.yaml`), definition);
  }

  install(name: string, script: string): string {
    const file = path.join(this.bin, name);
    writeFileSync(file, script, { mode: 0o755 });
    return file;
  }

  /** The process ids of every `go build` so far. */
  builds(): readonly number[] {
    return this.goRuns()
      .filter(([command]) => command === "build")
      .map(([, pid]) => Number(pid));
  }

  /** Every file and directory of one tool in the cache. */
  cached(tool: string): readonly string[] {
    return readdirSync(path.join(this.root, "cache", "aks-elastic", "tools", tool), {
      recursive: true,
      encoding: "utf8",
    });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private goRuns(): readonly (readonly string[])[] {
    try {
      return readFileSync(this.goLog, "utf8")
        .trim()
        .split("\n")
        .map((line) => line.split(" "));
    } catch {
      return [];
    }
  }
}

/** A process that ensures the tools. */
export interface EnsuringProcess {
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
}

export function startEnsuring(environment: NodeJS.ProcessEnv): EnsuringProcess {
  const script = path.join(__dirname, `ensure-tools-process${path.extname(__filename)}`);
  const child = spawn(process.execPath, [...process.execArgv, script], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return {
    kill: (signal) => void child.kill(signal),
    ended: new Promise((resolve) => {
      child.once("close", (code) => {
        resolve({ code, stdout, stderr });
      });
    }),
  };
}

export async function ensured(process: EnsuringProcess): Promise<Tools> {
  const { stdout, stderr } = await process.ended;
  if (stdout === "") throw new Error(`the process ensured no tools: ${stderr}`);
  return JSON.parse(stdout) as Tools;
}

/** Whether a process, or one that it started, still runs. */
export function isRunning(processGroup: number): boolean {
  try {
    process.kill(-processGroup, 0);
    return true;
  } catch {
    return false;
  }
}
