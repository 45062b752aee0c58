// Makes the failover agent one script without dependencies, which a ConfigMap can carry: node scripts/bundle-agent.mjs
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Where it is, as seen from the package's own directory. */
export const AGENT_SCRIPT = "dist/agent/failover-agent.js";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");

const banner = `// The failover agent of pulumi-aks-elastic. With ipaddr.js, copyright 2011-2017 whitequark, under the MIT licence:
// https://github.com/whitequark/ipaddr.js/blob/main/LICENSE`;

/** Leaves out packages of which nothing is used: the agent is given a token, and never reads YAML. */
const unused = {
  name: "unused packages",
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === unused || path.startsWith("node:")) return undefined;
      return { ...(await resolve(path, { ...from, pluginData: unused })), sideEffects: false };
    });
  },
};

/** The same sources always make the same text: its hash tells a cluster whether it has this agent already. */
async function bundleAgent() {
  // Loaded here: who asks for the path only needs no bundler.
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: root,
    entryPoints: ["agent/main.ts"],
    outfile: AGENT_SCRIPT,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    banner: { js: banner },
    plugins: [unused],
    // Paths are part of the text.
    preserveSymlinks: true,
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleAgent();
