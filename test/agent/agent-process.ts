import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { ROOT } from "../sandbox";
import { awaited } from "../waiting";
import type { ApiProxy } from "./api-proxy";

/** The script that a ConfigMap carries. */
export const SCRIPT = path.join(ROOT, "dist", "agent", "failover-agent.js");

/** A line of an agent's log. */
export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly address?: { readonly port: number };
  readonly [field: string]: unknown;
}

export interface AgentOptions {
  readonly service: string;
  readonly namespace: string;
  readonly identity: string;
  readonly token: string;
}

/** An agent as a process of its own, as the cluster would run it, behind a network that can fail. */
export class AgentProcess {
  readonly lines: LogLine[] = [];

  private constructor(
    readonly identity: string,
    readonly proxy: ApiProxy,
    readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on("line", (line) => {
        this.heard(line);
      });
    }
  }

  static start(proxy: ApiProxy, { service, namespace, identity, token }: AgentOptions): AgentProcess {
    const env = {
      PATH: process.env["PATH"],
      SERVICE: service,
      NAMESPACE: namespace,
      POD_NAME: identity,
      PORT: "0",
      KUBERNETES_SERVICE_HOST: "127.0.0.1",
      KUBERNETES_SERVICE_PORT: String(proxy.port),
      SERVICE_ACCOUNT_DIRECTORY: proxy.serviceAccount(token),
    };
    return new AgentProcess(identity, proxy, spawn(process.execPath, [SCRIPT], { env }));
  }

  get isOver(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Sends it a signal, and waits for its end where that ends it. */
  async signal(signal: NodeJS.Signals): Promise<void> {
    if (this.isOver) return;
    const isEnding = signal === "SIGKILL" || signal === "SIGTERM";
    const end = isEnding ? once(this.child, "exit") : undefined;
    this.child.kill(signal);
    await end;
  }

  said(message: string): LogLine | undefined {
    return this.lines.findLast((line) => line.message === message);
  }

  /** What it answers at its own port. */
  async get(url: string): Promise<{ readonly status: number; readonly text: string }> {
    const line = await awaited(`the address of ${this.identity}`, 60_000, () =>
      Promise.resolve(this.said("looks after a service")),
    );
    const answer = await fetch(`http://127.0.0.1:${line.address?.port ?? 0}${url}`, {
      signal: AbortSignal.timeout(20_000),
    });
    return { status: answer.status, text: await answer.text() };
  }

  /** The value of a metric, by its name without the prefix and some of its labels. */
  async metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number | undefined> {
    const { text } = await this.get("/metrics");
    const line = text
      .split("\n")
      .filter((one) => one.startsWith(`aks_elastic_failover_${name}{`))
      .find((one) => Object.entries(labels).every(([label, value]) => one.includes(`${label}="${value}"`)));
    return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(" ") + 1));
  }

  async isLeader(): Promise<boolean> {
    return (await this.metric("is_leader")) === 1;
  }

  private heard(line: string): void {
    this.lines.push(line.startsWith("{") ? (JSON.parse(line) as LogLine) : { level: "raw", message: line });
  }
}
