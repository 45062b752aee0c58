import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { packageRoot } from "../../sandbox/package-root";
import { CAPABILITIES, capability, CAPABILITY_TOPICS } from "../../sdk/virtual-node/capabilities";
import { capabilityMarkdown } from "../../sdk/virtual-node/capability-pages";

const PAGE = "docs/virtual-node-generations.md";

describe("what each generation of virtual nodes can do", () => {
  test("is stated once for every capability, in one topic", () => {
    const listed = CAPABILITY_TOPICS.flatMap(({ capabilities }) => capabilities);
    assert.deepEqual([...listed].sort(), Object.keys(CAPABILITIES).sort());
  });

  test("has a public source on every fact, and says what to do instead where both generations fail", () => {
    for (const { title, v1, v2, instead } of Object.values(CAPABILITIES).map(widened)) {
      for (const { effect, source } of [v1, v2]) {
        assert.match(source.url, /^https:\/\/(learn\.microsoft\.com|github\.com)\/[^ ]+$/, title);
        assert.match(effect, /[^.]$/, `${title}: an effect is a clause within a sentence`);
      }
      const works = [v1, v2].some(({ support }) => support === "supported" || support === "limited");
      assert.ok(works || instead !== undefined || HOPELESS.has(title), `${title} has no way out`);
    }
  });

  test("tells the generations apart where v2 was made for it", () => {
    for (const id of ["lifecycleHooks", "hostAliases", "workloadIdentity", "pullByKubeletIdentity"] as const) {
      assert.notEqual(capability(id).v1.support, "supported", id);
      assert.equal(capability(id).v2.support, "supported", id);
    }
  });

  test(`is what ${PAGE} says`, () => {
    const page = readFileSync(path.join(packageRoot(), PAGE), "utf8");
    const [, printed] = /<!-- capabilities -->\n\n([^]*?)\n\n<!-- \/capabilities -->/.exec(page) ?? [];
    assert.equal(printed, capabilityMarkdown(), `${PAGE} is older than sdk/virtual-node/capabilities: npm run docs`);
  });
});

/** What neither generation does and nothing else in the cluster can stand in for. */
const HOPELESS = new Set([
  "Windows containers",
  "IPv6 and dual stack",
  "Clusters that keep pods off the instance metadata service",
]);

function widened<T extends { readonly title: string; readonly v1: object; readonly v2: object }>(fact: T) {
  return fact as T & ReturnType<typeof capability>;
}
