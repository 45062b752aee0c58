import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { Json } from "../../sandbox/arm/json";
import type { ArmFixture } from "./fixture";

const run = promisify(execFile);

/**
 * Runs what a user of the official SDKs writes, and returns what it printed. It runs in a process of its own, because
 * Node reads NODE_EXTRA_CA_CERTS only when it starts.
 */
export async function runWithSdks(
  arm: ArmFixture,
  program: string,
  { args = [], env = {} }: { args?: readonly string[]; env?: Readonly<Record<string, string>> },
): Promise<Json> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-sdk-"));
  try {
    const [file, ca] = [path.join(directory, "program.cjs"), path.join(directory, "ca.pem")];
    writeFileSync(file, program);
    writeFileSync(ca, arm.certificate.ca);
    const modules = path.resolve(require.resolve("@azure/arm-network"), "../../../../..");
    const { stdout } = await run(process.execPath, [file, ...args], {
      env: { ...process.env, ...env, NODE_EXTRA_CA_CERTS: ca, NODE_PATH: modules },
      timeout: 60_000,
    });
    return JSON.parse(stdout) as Json;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
