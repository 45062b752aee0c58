import { readFileSync } from "node:fs";
import type { Faults } from "../arm/faults";
import type { ArmAttachment } from "../arm-attachment";
import { httpConnection } from "../azure-native/arm-http";
import { accessTokens } from "../azure-native/arm-token";

const timeoutMs = 10_000;

/** The faults that are switched on in a sandbox that runs. */
export async function readFaults(arm: ArmAttachment): Promise<Faults> {
  return faultsRequest(arm, "GET");
}

/** Switches on what `faults` has and off what it has not. */
export async function writeFaults(arm: ArmAttachment, faults: Faults): Promise<Faults> {
  return faultsRequest(arm, "PUT", JSON.stringify(faults));
}

async function faultsRequest(arm: ArmAttachment, method: "GET" | "PUT", body?: string): Promise<Faults> {
  const connection = httpConnection(readFileSync(arm.caFile, "utf8"));
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const token = await accessTokens(arm, (request) => connection.send(request))(signal);
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const url = `${arm.url}/sandbox/faults`;
    const answer = await connection.send({ method, url, headers, signal, ...(body === undefined ? {} : { body }) });
    if (answer.status !== 200) throw new Error(`${method} ${url}: HTTP ${answer.status}: ${answer.text}`);
    return JSON.parse(answer.text) as Faults;
  } finally {
    connection.close();
  }
}
