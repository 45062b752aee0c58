import { createServer, type Server, type ServerResponse } from "node:http";

/** What an agent says of itself. */
export interface Answers {
  /** Why it must be restarted; nothing where it is alive. */
  dead(): string | undefined;
  /** Why it is not ready; nothing where it is. */
  unready(): string | undefined;
  metrics(): string;
}

/** Answers for an agent's health and its metrics at a port of all addresses. */
export async function serve(port: number, answers: Answers): Promise<Server> {
  const server = createServer(({ url = "", method }, response) => {
    const [path = ""] = url.split("?");
    const known: Readonly<Record<string, () => void>> = {
      "/healthz": () => {
        verdict(response, answers.dead());
      },
      "/readyz": () => {
        verdict(response, answers.unready());
      },
      "/metrics": () => {
        response.writeHead(200, { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" });
        response.end(answers.metrics());
      },
    };
    const answer = Object.hasOwn(known, path) ? known[path] : undefined;
    if (answer === undefined) send(response, 404, "not found\n");
    else if (method !== "GET" && method !== "HEAD") send(response, 405, "only GET\n");
    else answer();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, resolve);
  });
  return server;
}

function verdict(response: ServerResponse, problem: string | undefined): void {
  send(response, problem === undefined ? 200 : 503, `${problem ?? "ok"}\n`);
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" });
  response.end(text);
}
