/**
 * A program such as a failover agent is, as text for a ConfigMap: it answers `/healthz`, `/readyz` and `/metrics`, lists the
 * ConfigMaps and the Secrets of its namespace with its account's token when asked at `/rights`, can be made sick, unready
 * or dead, and says what it does.
 */
export const AGENT_SCRIPT = `
const http = require("node:http");
const https = require("node:https");
const { readFileSync } = require("node:fs");
const account = process.env.SERVICE_ACCOUNT_DIRECTORY;
const state = { "/healthz": 200, "/readyz": 200 };
const read = (file) => readFileSync(account + "/" + file, "utf8");
const status = (path) =>
  new Promise((resolve, reject) => {
    const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
    const headers = { authorization: "Bearer " + read("token") };
    https.get({ host, port, path, headers, ca: read("ca.crt") }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on("error", reject);
  });
const server = http.createServer(async (request, response) => {
  const [, order, what] = request.url.split("/");
  if (order === "die") process.exit(Number(what));
  if (order === "fail") state["/" + what] = 503;
  if (order === "heal") state["/" + what] = 200;
  if (order === "rights") {
    const own = "/api/v1/namespaces/" + read("namespace");
    response.end(JSON.stringify({ configmaps: await status(own + "/configmaps"), secrets: await status(own + "/secrets") }));
    return;
  }
  if (order === "about") {
    const { POD_NAME, POD_IP, NODE, GREETING, HOME } = process.env;
    response.end(JSON.stringify({ POD_NAME, POD_IP, NODE, GREETING, HOME, pid: process.pid, address: server.address() }));
    return;
  }
  response.statusCode = state[request.url] ?? 200;
  response.end("answered " + request.url);
});
server.listen(Number(process.env.PORT), () => console.log("listening"));
process.on("SIGTERM", () => {
  console.log("asked to end");
  process.exit(0);
});
`;
