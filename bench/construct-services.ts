// Makes so many services without a cluster (Pulumi's mocks), and prints the milliseconds that each took.
import * as pulumi from "@pulumi/pulumi";
import { ElasticService } from "../index";

const KUBECONFIG = JSON.stringify({
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1" } }],
  users: [{ name: "u", user: { token: "t" } }],
  contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
  "current-context": "c",
});

/** What Node does once and not for each service: loading modules, compiling them. */
const WARM_UP = 20;

async function main(): Promise<void> {
  await pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs as Record<string, unknown> }),
  });
  const count = Number(process.argv[2]);
  await construct("warm", WARM_UP);
  const start = process.hrtime.bigint();
  await construct("web", count);
  console.log(Number(process.hrtime.bigint() - start) / 1e6 / count);
}

async function construct(prefix: string, count: number): Promise<void> {
  const made = Array.from({ length: count }, (_, index) => {
    const service = new ElasticService(`${prefix}-${index}`, {
      cluster: { kubeconfig: KUBECONFIG },
      image: "registry/web:1",
      port: 8080,
      resources: { cpu: "500m", memory: "512Mi" },
      replicas: 12,
      vmReplicas: 8,
    });
    return service.url;
  });
  await new Promise((resolve) => pulumi.all(made).apply(resolve));
}

void main();
