import { once } from "node:events";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { armClient, type ArmClient } from "../../sandbox/azure-native/arm-client";
import { createAuthority, issueCertificate } from "../../sandbox/certificates";

/** One answer of a scripted server. A header may hold `{url}`, the server's own address. */
export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A server that gives prepared answers in their order, and remembers what it was asked. */
export interface ScriptedArm {
  readonly client: ArmClient;
  readonly asked: string[];
  script(...answers: readonly ScriptedAnswer[]): void;
  close(): void;
}

/** Starts an HTTPS server that issues tokens and otherwise says what it was told to say. */
export async function scriptedArm(): Promise<ScriptedArm> {
  const authority = await createAuthority("scripted");
  const certificate = await issueCertificate(authority, { commonName: "127.0.0.1", hosts: ["127.0.0.1"] });
  const asked: string[] = [];
  const answers: ScriptedAnswer[] = [];
  const server = https.createServer(certificate, (request, response) => {
    const line = `${request.method ?? ""} ${request.url ?? ""}`;
    asked.push(line);
    request.resume();
    const isToken = line.startsWith("POST /token");
    const unprepared = { status: 500, body: { error: { code: "Unprepared", message: line } } };
    const answer = isToken ? { status: 200, body: { access_token: "t", expires_in: 3600 } } : answers.shift();
    const { status, headers = {}, body }: ScriptedAnswer = answer ?? unprepared;
    const own = Object.entries(headers).map(([name, value]) => [name, value.replace("{url}", url)] as const);
    response.writeHead(status, Object.fromEntries(own)).end(body === undefined ? "" : JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const identity = { tenantId: "tenant", clientId: "client", clientSecret: "secret", subscriptionId: "s" };
  const client = armClient({ url, ca: authority.cert, tokenUrl: `${url}/token`, ...identity });
  return {
    client,
    asked,
    script: (...prepared) => {
      asked.length = 0;
      answers.splice(0, answers.length, ...prepared);
    },
    close() {
      client.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
