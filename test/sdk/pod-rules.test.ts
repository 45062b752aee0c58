import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { packageRoot } from "../../sandbox/package-root";
import { checkPod, findingLines, runsOnVirtualNode, vmOnlyReasons } from "../../sdk/pods/check-pod";
import { isAdaptable } from "../../sdk/pods/adapt-pod";
import { podRuleMarkdown } from "../../sdk/pods/pod-rule-pages";
import { podTemplateManifest } from "../../sdk/pods/pod-template";
import { podSpec } from "../../sdk/pods/pod-spec";
import { POD_RULES } from "../../sdk/pods/rules/all";
import { capability } from "../../sdk/virtual-node/capabilities";
import { virtualNodeSelectorSpec } from "../../sdk/virtual-node/virtual-node-selector";
import { POD_EXAMPLES } from "../pods/all-examples";
import { examplePod } from "../pods/example";

const GENERATIONS = ["v1", "v2"] as const;
const PAGE = "docs/pod-rules.md";

/** Found around a pod, not in it: see workload.test.ts. */
const OF_WORKLOADS = new Set(["daemon-set"]);

describe("a pod rule", () => {
  for (const { id, severity } of POD_RULES.filter(({ id: each }) => !OF_WORKLOADS.has(each))) {
    const examples = POD_EXAMPLES.filter(({ rule }) => rule === id);
    for (const generation of GENERATIONS) {
      const expected = severity[generation];
      test(`${id} finds ${expected === undefined ? "nothing" : `its ${expected}`} on ${generation}, and nothing once it is put right`, () => {
        assert.ok(examples.length > 0, `${id} has no example`);
        for (const { path: where, broken, fixed } of examples) {
          const found = checkPod(broken, generation).filter(({ rule }) => rule === id);
          const seen = found.map((finding) => `${finding.severity} ${finding.path}`);
          if (expected === undefined) assert.deepEqual(seen, []);
          else
            assert.ok(seen.includes(`${expected} ${where}`), `expected ${expected} ${where}, found ${seen.join(", ")}`);
          const left = checkPod(fixed, generation);
          assert.deepEqual(
            left.filter(({ rule, severity: each }) => rule === id || each === "error"),
            [],
          );
        }
      });
    }
  }

  test("says no more than the capability that it is made from: what works has no rule, what is refused is an error", () => {
    const cases = POD_RULES.flatMap((rule) => GENERATIONS.map((generation) => ({ rule, generation })));
    for (const { rule, generation } of cases) {
      const severity = rule.severity[generation];
      const { support } = capability(rule.capability)[generation];
      const text = `${rule.id} on ${generation}: ${support} and ${severity ?? "no finding"}`;
      const works = support === "supported" || support === "unstated";
      assert.equal(severity === undefined, works, text);
      assert.ok(support !== "rejected" || severity === "error", text);
      assert.ok(support !== "ignored" || severity === "warning", text);
      assert.ok(capability(rule.capability).instead, `${rule.id} has no way out`);
    }
  });

  test("has an id of its own, which no other has", () => {
    assert.equal(new Set(POD_RULES.map(({ id }) => id)).size, POD_RULES.length);
  });

  test(`is in ${PAGE} with all that is known of it`, () => {
    const page = readFileSync(path.join(packageRoot(), PAGE), "utf8");
    const [, printed = ""] = /<!-- pod-rules -->\n\n([^]*?)\n\n<!-- \/pod-rules -->/.exec(page) ?? [];
    for (const { id } of POD_RULES) assert.match(printed, new RegExp(`\`${id}\``));
    assert.equal(
      withoutSpace(printed),
      withoutSpace(podRuleMarkdown()),
      `${PAGE} is older than the rules: npm run docs`,
    );
  });
});

describe("checking a pod", () => {
  test("finds nothing wrong with a plain one, on either generation", () => {
    for (const generation of GENERATIONS) assert.deepEqual(checkPod(examplePod(), generation), []);
  });

  test("takes a PodSpec, a template or a whole Pod, and names places from the pod on", () => {
    const { metadata, spec } = examplePod({ startupProbe: { httpGet: { path: "/", port: 80 } } });
    for (const pod of [
      spec,
      { spec },
      { metadata, spec },
      { apiVersion: "v1", kind: "Pod", metadata, spec, status: {} },
    ]) {
      const [{ path: where } = { path: "" }] = checkPod(pod, "v1");
      assert.equal(where, "spec.containers[0].startupProbe");
    }
  });

  test("says everything at once, errors first, with the matrix's own words and sources", () => {
    const findings = checkPod(
      examplePod({ env: [{ name: "EMPTY", value: "" }], startupProbe: {}, args: ["-v"], spec: { hostNetwork: true } }),
      "v1",
    );
    assert.deepEqual(
      findings.map(({ severity, rule }) => `${severity} ${rule}`),
      ["error args-without-command", "warning empty-env", "warning host-network"],
    );
    const { v1, instead } = capability("argsWithoutCommand");
    const [first] = findings;
    assert.deepEqual([first?.effect, first?.source, first?.fix], [v1.effect, v1.source.url, instead]);
    const [line = ""] = findingLines(findings);
    assert.equal(
      line,
      "error spec.containers[0].args: args without command; the pod stays pending with reason ProviderFailed; instead: command and args together, the image's entry point repeated in command (args-without-command, https://github.com/virtual-kubelet/azure-aci/issues/10)",
    );
  });

  test("tells a pod that must be changed from one that only VMs can run, and one that only loses something", () => {
    const sorted = (pod: object) => {
      const findings = checkPod(pod, "v1");
      return [runsOnVirtualNode(findings), vmOnlyReasons(findings).length > 0];
    };
    assert.deepEqual(sorted(examplePod()), [true, false]);
    assert.deepEqual(sorted(examplePod({ workingDir: "/srv" })), [true, false]);
    assert.deepEqual(sorted(examplePod({ args: ["-v"] })), [false, false]);
    const claim = { volumes: [{ name: "files", persistentVolumeClaim: { claimName: "files" } }] };
    assert.deepEqual(sorted(examplePod({ spec: claim })), [false, true]);
    assert.deepEqual(sorted(examplePod({ securityContext: { privileged: true } })), [false, true]);
    assert.deepEqual(vmOnlyReasons(checkPod(examplePod({ spec: claim }), "v1")), [
      "spec.volumes[0].persistentVolumeClaim needs VMs: a persistent volume claim, and on a virtual node the pod stays pending with reason ProviderFailed.",
    ]);
    assert.deepEqual(vmOnlyReasons(checkPod(examplePod({ spec: claim }), "v2")), []);
  });

  test("leaves alone what the API server adds to every pod that it stores", () => {
    const { spec } = examplePod({ securityContext: {}, terminationMessagePath: "/dev/termination-log" });
    const stored = {
      ...spec,
      securityContext: {},
      terminationGracePeriodSeconds: 30,
      dnsPolicy: "ClusterFirst",
      restartPolicy: "Always",
      volumes: [
        {
          name: "kube-api-access-abcde",
          projected: {
            defaultMode: 420,
            sources: [{ serviceAccountToken: { path: "token" } }, { downwardAPI: { items: [] } }],
          },
        },
      ],
    };
    assert.deepEqual(checkPod(stored, "v1"), []);
  });

  test("takes what is not there, or not of its type, for not said", () => {
    for (const pod of [{}, { spec: null }, { spec: { containers: "none", volumes: [null, 3], nodeSelector: [] } }]) {
      assert.doesNotThrow(() => checkPod(pod, "v1"));
    }
  });

  test("lets the pods of an ElasticService be", () => {
    const spec = podSpec({
      image: "nginx",
      port: 8080,
      resources: { cpu: "1", memory: "1G" },
      liveness: { path: "/" },
    });
    for (const generation of GENERATIONS) {
      const virtualNodes = virtualNodeSelectorSpec({ virtualNodeGeneration: generation });
      const template = podTemplateManifest(
        "web",
        { kind: "virtualNode", name: "virtual-node", virtualNodes },
        { pod: spec },
      );
      assert.deepEqual(checkPod(template, generation), []);
    }
  });
});

describe("a finding", () => {
  test("says whether adapting the pod takes it away", () => {
    const probe = checkPod(examplePod({ startupProbe: { exec: { command: ["true"] } } }), "v1");
    assert.deepEqual(
      probe.map(({ isAdaptable: each }) => each),
      [true],
    );
    const hook = checkPod(examplePod({ lifecycle: { preStop: { exec: { command: ["true"] } } } }), "v1");
    assert.deepEqual(
      hook.map(({ isAdaptable: each }) => each),
      [false],
    );
    assert.equal(isAdaptable("startup-probe", "v2"), false);
  });
});

function withoutSpace(text: string): string {
  return text.replace(/[\s-]+/g, "");
}
