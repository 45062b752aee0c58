import { spawn } from "node:child_process";

/** How a process went. */
export interface ChildRun {
  readonly milliseconds: number;
  readonly output: string;
}

/** Runs a Node program and waits for it. @throws Error with what it printed when it fails */
export function runNode(args: readonly string[]): Promise<ChildRun> {
  const start = process.hrtime.bigint();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], { stdio: ["ignore", "pipe", "pipe"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.once("error", reject);
    child.once("close", (code) => {
      const output = Buffer.concat(chunks).toString("utf8");
      if (code === 0) resolve({ milliseconds: Number(process.hrtime.bigint() - start) / 1e6, output });
      else reject(new Error(`node ${args.join(" ")}: exit code ${code ?? "none"}\n${output}`));
    });
  });
}
