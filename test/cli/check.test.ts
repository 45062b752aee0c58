import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { parse, parseAllDocuments } from "yaml";
import { packageRoot } from "../../sandbox/package-root";
import { checkPod } from "../../sdk/pods/check-pod";

const PROGRAM = path.join(packageRoot(), "bin", "aks-elastic.js");

const FIT = `apiVersion: v1
kind: Pod
metadata: {name: fit}
spec:
  automountServiceAccountToken: false
  containers: [{name: web, image: nginx, resources: {requests: {cpu: 1, memory: 1G}}}]
`;

/** One error that can be adapted, one that can't, and a warning; comments, and a layout of its own. */
const DEPLOYMENT = `# The shop.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      automountServiceAccountToken: false
      containers:
      - name: web
        image: nginx # pinned below
        lifecycle:
          preStop: {exec: {command: [sleep, "5"]}}
        # slow to start
        startupProbe:
          httpGet: {path: /, port: 80}
        resources:
          requests: {cpu: 1, memory: 1G}
        volumeMounts:
        - {name: tmp, mountPath: /tmp} # scratch
      volumes:
      - name: tmp
        emptyDir: {}
`;

const SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n";

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

describe("aks-elastic check", () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(path.join(tmpdir(), "aks-elastic-check-"));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  function check(args: readonly string[], input = ""): Outcome {
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, "check", ...args], {
      encoding: "utf8",
      cwd: directory,
      input,
    });
    return { code: status, out: stdout, err: stderr };
  }
  const file = (name: string, text: string) => {
    writeFileSync(path.join(directory, name), text);
    return name;
  };

  test("says what, where, why and what to do, and fails", () => {
    const { code, out, err } = check([file("web.yaml", DEPLOYMENT)]);
    assert.equal(code, 1);
    assert.equal(err, "");
    assert.deepEqual(out.split("\n").slice(0, 4), [
      "web.yaml:17: error: Deployment shop/web spec.template.spec.containers[0].startupProbe: a startup probe",
      "    the pod stays pending with reason ProviderFailed",
      "    instead: a readiness or liveness probe with initialDelaySeconds",
      "    startup-probe (--adapt takes it away), https://github.com/virtual-kubelet/azure-aci/issues/566",
    ]);
    assert.match(out, /^web\.yaml:15: error: .*\.lifecycle\.preStop: a lifecycle hook$/m);
    assert.match(out, /^web\.yaml:24: warning: .*\.volumes\[0\]\.name: the name tmp$/m);
    assert.match(out, /^0 of 1 workload can run on virtual nodes of v1: 2 errors and 1 warning\n$/m);
  });

  test("asks for the other generation where it is told to", () => {
    const { code, out } = check([file("web.yaml", DEPLOYMENT), "--generation", "v2"]);
    assert.equal(code, 0);
    assert.equal(out, "1 of 1 workload can run on virtual nodes of v2: 0 errors and 0 warnings\n");
  });

  test("is content with warnings, unless it is strict", () => {
    const warned = file(
      "warned.yaml",
      FIT.replace("containers:", "hostAliases: [{ip: 10.0.0.1, hostnames: [db]}]\n  containers:"),
    );
    assert.equal(check([warned]).code, 0);
    assert.match(check([warned]).out, /^1 of 1 workload can run .*: 0 errors and 1 warning$/m);
    assert.equal(check([warned, "--strict"]).code, 1);
    assert.equal(check([file("fit.yaml", FIT), "--strict"]).code, 0);
  });

  test("reads several files, documents, lists, JSON and the standard input, and counts what has no pods", () => {
    const pod: unknown = parse(FIT);
    const list = file("list.json", JSON.stringify({ kind: "List", items: [pod, parse(SERVICE), parse(DEPLOYMENT)] }));
    const many = file("many.yaml", `${SERVICE}---\n${FIT}---\n# nothing\n---\n${DEPLOYMENT}`);
    const { code, out } = check([list, many, "-"], FIT);
    assert.equal(code, 1);
    assert.match(
      out,
      /^list\.json:1: error: Deployment shop\/web spec\.template\.spec\.containers\[0\]\.startupProbe/m,
    );
    assert.match(
      out,
      /^many\.yaml:30: error: Deployment shop\/web spec\.template\.spec\.containers\[0\]\.startupProbe/m,
    );
    assert.match(out, /^3 of 5 workloads can run .*: 4 errors and 2 warnings; 2 other objects passed over$/m);
  });

  test("finds a DaemonSet, a CronJob's pods and a StatefulSet's claims", () => {
    const template = { spec: (parse(FIT) as { readonly spec: object }).spec };
    const objects = [
      { kind: "DaemonSet", metadata: { name: "agent" }, spec: { template } },
      { kind: "CronJob", metadata: { name: "job" }, spec: { jobTemplate: { spec: { template } } } },
      { kind: "StatefulSet", metadata: { name: "db" }, spec: { template, volumeClaimTemplates: [{}] } },
    ];
    const { out } = check(["-"], JSON.stringify({ kind: "List", items: objects }));
    assert.match(out, /error: DaemonSet agent kind: a DaemonSet/);
    assert.match(out, /error: StatefulSet db spec\.volumeClaimTemplates\[0\]: a persistent volume claim for each pod/);
    assert.match(out, /^1 of 3 workloads can run/m);
  });

  test("tells other programs all of it as JSON", () => {
    const { code, out } = check([file("web.yaml", `${SERVICE}---\n${DEPLOYMENT}`), "--json"]);
    assert.equal(code, 1);
    const report = JSON.parse(out) as Report;
    const { generation, errors, warnings, skipped, workloads, adapted } = report;
    assert.deepEqual(
      { generation, errors, warnings, skipped, adapted },
      { generation: "v1", errors: 2, warnings: 1, skipped: 1, adapted: undefined },
    );
    const [workload] = workloads;
    assert.ok(workload);
    const { findings, ...about } = workload;
    assert.deepEqual(about, {
      file: "web.yaml",
      line: 7,
      kind: "Deployment",
      namespace: "shop",
      name: "web",
      runsOnVirtualNode: false,
      vmOnlyReasons: [],
    });
    assert.deepEqual(
      findings.map(({ rule, line, isAdaptable }) => [rule, line, isAdaptable]),
      [
        ["startup-probe", 21, true],
        ["lifecycle-hook", 19, false],
        ["volume-name", 28, true],
      ],
    );
  });

  describe("with --adapt", () => {
    test("prints pods that are fit, with their comments and layout, and says what it changed and what is left", () => {
      const { code, out, err } = check([file("web.yaml", `${SERVICE}---\n${DEPLOYMENT}`), "--adapt"]);
      assert.equal(code, 1);
      const adapted = DEPLOYMENT.replace(/ {8}# slow to start\n.*\n.*\n/, "").replaceAll(
        "name: tmp",
        "name: tmp-volume",
      );
      assert.equal(out, `${SERVICE}---\n${adapted}`);
      assert.match(
        err,
        /^web\.yaml:21: changed: Deployment shop\/web .*\.startupProbe is left out, because .* \(startup-probe\)\.$/m,
      );
      assert.match(err, /^web\.yaml:28: changed: .* is tmp-volume instead of tmp, because /m);
      assert.match(err, /^web\.yaml: error: .*\.lifecycle\.preStop: a lifecycle hook$/m);
      assert.match(err, /^0 of 1 workload can run .*: 1 error and 0 warnings; 1 other object passed over$/m);
    });

    test("succeeds where nothing is left, and what it prints passes", () => {
      const name = file("probed.yaml", DEPLOYMENT.replace(/ {8}lifecycle:\n.*\n/, ""));
      const { code, out } = check([name, "--adapt", "--strict"]);
      assert.equal(code, 0);
      assert.equal(check(["-", "--strict"], out).code, 0);
      const [document] = parseAllDocuments(out);
      const { spec } = document?.toJS() as { readonly spec: { readonly template: object } };
      assert.deepEqual(checkPod(spec.template, "v1"), []);
    });

    test("says that comments are lost where parts are used twice, and changes only what it should", () => {
      const shared = `kind: Pod
metadata: {name: twice} # here
spec:
  automountServiceAccountToken: false
  containers:
    - name: one
      image: nginx
      resources: &resources {requests: {cpu: 1005m, memory: 1G}}
    - name: two
      image: nginx
      resources: *resources
`;
      const { code, out, err } = check([file("twice.yaml", shared), "--adapt"]);
      assert.equal(code, 0);
      assert.match(err, /^twice\.yaml: comments of a document with anchors are lost$/m);
      const { spec } = parse(out) as {
        readonly spec: { readonly containers: readonly { readonly resources: unknown }[] };
      };
      const requests = { cpu: "1010m", memory: "1G" };
      assert.deepEqual(
        spec.containers.map(({ resources }) => resources),
        [{ requests }, { requests }],
      );
    });

    test("gives other programs the changes and the adapted objects", () => {
      const { out } = check([file("web.yaml", DEPLOYMENT), "--adapt", "--json"]);
      const { workloads, adapted } = JSON.parse(out) as Report;
      assert.deepEqual(
        workloads[0]?.changes?.map(({ rule }) => rule),
        ["startup-probe", "volume-name", "volume-name"],
      );
      assert.deepEqual(
        workloads[0].findings.map(({ rule }) => rule),
        ["lifecycle-hook"],
      );
      assert.ok(!JSON.stringify(adapted).includes("startupProbe"));
    });
  });

  const mistakes = [
    [[], /check: name a file, or - for the standard input\nTry: aks-elastic check --help/],
    [["web.yaml", "--generation", "v3"], /--generation: must be v1 or v2; got "v3"/],
    [["web.yaml", "--frobnicate"], /--frobnicate/],
    [["nowhere.yaml", "nor-here.yaml"], /cannot read nowhere\.yaml: .*no such file.*\nnor-here\.yaml: .*no such file/],
    [["broken.yaml"], /cannot read broken\.yaml: not YAML: .* at line 3, column 1\n/],
  ] as const;
  for (const [args, message] of mistakes) {
    test(`"check ${args.join(" ")}" is not understood: exit code 2 and the reason`, () => {
      file("web.yaml", FIT);
      file("broken.yaml", "kind: Pod\nspec: [\n");
      const { code, out, err } = check(args);
      assert.equal(code, 2);
      assert.equal(out, "");
      assert.match(err, message);
    });
  }

  test("shows its help", () => {
    const { code, out } = check(["--help"]);
    assert.equal(code, 0);
    assert.match(out, /^Usage: aks-elastic check FILE…/);
  });
});

interface Report {
  readonly generation: string;
  readonly errors: number;
  readonly warnings: number;
  readonly skipped: number;
  readonly adapted?: readonly unknown[];
  readonly workloads: readonly {
    readonly findings: readonly { readonly rule: string; readonly line: number; readonly isAdaptable: boolean }[];
    readonly changes?: readonly { readonly rule: string }[];
  }[];
}
