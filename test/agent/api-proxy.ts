import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import type { KubeConfig } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { createAuthority, issueCertificate } from "../../sandbox/certificates";

/** A request that changes something, such as `PATCH /apis/…/deployments/web-vm/status`. */
export interface Write {
  readonly method: string;
  readonly path: string;
}

/** What becomes of a write: it arrives and is answered, arrives and is not, or does not arrive. */
export type Fate = "arrives" | "unanswered" | "lost";

/**
 * The network between one agent and the API server: it sees every write on its way, can lose it, or what is answered, and
 * can be cut without either side being told.
 */
export class ApiProxy {
  /** Writes to anything but Leases, in order. */
  readonly writes: Write[] = [];
  /** Asked for each write but those to Leases. */
  onWrite: (write: Write) => Fate = () => "arrives";
  private isCut = false;
  private readonly held: (() => void)[] = [];
  private readonly scratch: string;

  private constructor(
    private readonly server: https.Server,
    private readonly upstream: { readonly url: URL; readonly ca: string },
    /** The authority that agents are to trust. */
    private readonly authority: string,
  ) {
    this.scratch = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-agent-"));
    server.on("request", (request, response) => void this.pass(request, response));
  }

  static async to(config: KubeConfig): Promise<ApiProxy> {
    const cluster = config.getCurrentCluster();
    if (cluster?.caData === undefined) throw new Error("the kubeconfig has no certificate authority");
    const authority = await createAuthority("network");
    const certificate = await issueCertificate(authority, { commonName: "127.0.0.1", hosts: ["127.0.0.1"] });
    const server = https.createServer(certificate);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const ca = Buffer.from(cluster.caData, "base64").toString("utf8");
    return new ApiProxy(server, { url: new URL(cluster.server), ca }, authority.cert);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** A directory as the kubelet would mount it. */
  serviceAccount(token: string): string {
    writeFileSync(path.join(this.scratch, "token"), token);
    writeFileSync(path.join(this.scratch, "ca.crt"), this.authority);
    return this.scratch;
  }

  /** Nothing gets through any more, and no connection ends. */
  cut(): void {
    this.isCut = true;
  }

  heal(): void {
    this.isCut = false;
    for (const go of this.held.splice(0)) go();
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
    rmSync(this.scratch, { recursive: true, force: true });
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    await this.open();
    const { method = "", url = "" } = request;
    const isWrite = method !== "GET" && !url.includes("/leases");
    const fate = isWrite ? this.fateOf({ method, path: url }) : "arrives";
    if (fate === "lost") return;
    const outgoing = https.request(
      new URL(url, this.upstream.url),
      { method, headers: { ...request.headers, host: this.upstream.url.host }, ca: this.upstream.ca },
      (answer) => {
        if (fate === "unanswered") {
          answer.resume();
          return;
        }
        response.writeHead(answer.statusCode ?? 0, answer.headers).flushHeaders();
        answer.on("data", (chunk: Buffer) => {
          // A watch that is cut is silent; nobody closes it.
          if (!this.isCut) response.write(chunk);
        });
        answer.on("end", () => response.end());
        answer.on("error", () => response.destroy());
      },
    );
    outgoing.on("error", () => response.destroy());
    response.on("close", () => outgoing.destroy());
    outgoing.end(Buffer.concat(chunks));
  }

  private fateOf(write: Write): Fate {
    this.writes.push(write);
    return this.onWrite(write);
  }

  private open(): Promise<void> {
    return this.isCut ? new Promise((resolve) => this.held.push(resolve)) : Promise.resolve();
  }
}
