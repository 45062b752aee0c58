import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ProbeScheme, type ProbeSpec } from "../../sdk/pods/probe";
import {
  observed,
  type CanaryLook,
  type CanaryObservation,
  type CanarySpec,
} from "../../sdk/upgrade/canary-observation";
import { canaryVerdict } from "../../sdk/upgrade/canary-verdict";
import { canaryState } from "./canary-states";

const PROBE: ProbeSpec = {
  path: "/healthz",
  port: 8080,
  scheme: ProbeScheme.http,
  initialDelaySeconds: 0,
  periodSeconds: 10,
  timeoutSeconds: 1,
  failureThreshold: 3,
};
const SPEC: CanarySpec = { replicas: 1, verifySeconds: 30, wrongAnswersAllowed: 0 };
const ASKED: CanarySpec = { ...SPEC, probe: PROBE };

/** A moment: what was recorded, how long after the start, and what the pods answered: `ok`, or something wrong. */
type Moment = readonly [state: string, at: number, ...answers: string[]];

function seen(moments: readonly Moment[], spec: CanarySpec): CanaryObservation {
  const looks = moments.map(([name, at, ...answers]): CanaryLook => {
    const { deployment, pods } = canaryState(name);
    const [pod] = pods;
    return {
      at,
      deployment,
      pods,
      answers: answers.map((answer) => ({ pod: pod?.metadata.uid ?? "", isRight: answer === "ok", answer })),
    };
  });
  const last = looks.reduce<CanaryObservation | undefined>((before, look) => observed(before, look, spec), undefined);
  if (last === undefined) throw new Error("a workflow has a moment");
  return last;
}

const verdict = (moments: readonly Moment[], spec: CanarySpec = SPEC) => canaryVerdict(seen(moments, spec), spec);

function words(moments: readonly Moment[], spec: CanarySpec = SPEC): string {
  const judged = verdict(moments, spec);
  if (judged.outcome === "passed") return "passed";
  return `${judged.outcome}: ${judged.wrong}: ${judged.because}. ${judged.next}`;
}

describe("a canary has passed", () => {
  test("when it has been ready for as long as it is verified, and no sooner", () => {
    assert.match(words([["virtual-node-ready", 5]]), /^pending: .*for 0 of 30 s/);
    assert.match(
      words([
        ["virtual-node-ready", 5],
        ["virtual-node-ready", 34],
      ]),
      /^pending: .*for 29 of 30 s/,
    );
    assert.equal(
      words([
        ["virtual-node-ready", 5],
        ["virtual-node-ready", 35],
      ]),
      "passed",
    );
  });

  test("when it also answered rightly all that time, from its first right answer on", () => {
    const start: Moment[] = [
      ["virtual-node-ready", 5, "502 connection refused"],
      ["virtual-node-ready", 10, "ok"],
    ];
    assert.match(words([...start, ["virtual-node-ready", 39, "ok"]], ASKED), /^pending: .*for 29 of 30 s/);
    assert.equal(words([...start, ["virtual-node-ready", 40, "ok"]], ASKED), "passed");
  });

  test("at once where it is not verified any longer", () => {
    assert.equal(words([["vm-ready", 3]], { ...SPEC, verifySeconds: 0 }), "passed");
  });

  test("only when all of its pods are there", () => {
    assert.match(
      words(
        [
          ["vm-ready", 3],
          ["vm-ready", 60],
        ],
        { ...SPEC, replicas: 2 },
      ),
      /^pending: .*1 of 2 pods are ready/,
    );
  });

  test("not by the time of a pod that has left: what replaces it starts over", () => {
    const moments: Moment[] = [
      ["vm-ready", 3],
      ["virtual-node-starting", 20],
      ["virtual-node-ready", 25],
    ];
    assert.match(words([...moments, ["virtual-node-ready", 40]]), /^pending: .*for 15 of 30 s/);
    assert.equal(words([...moments, ["virtual-node-ready", 55]]), "passed");
  });
});

describe("a canary has failed at once", () => {
  const failures: readonly (readonly [when: string, moments: readonly Moment[], words: RegExp])[] = [
    [
      "when ACI refuses it, in Azure's words",
      [["aci-refuses", 2]],
      /^failed: virtual-node-aci-linux refuses the pod web-canary-\S+: it says "ProviderFailed: ContainerGroupQuotaReached: Resource type .* Requested: '1'\.". A canary needs room for itself/,
    ],
    [
      "when the cluster makes no pod for it",
      [["quota-of-the-namespace", 1]],
      /^failed: the cluster makes no pod for the canary: Kubernetes says "pods .* is forbidden: exceeded quota: pods/,
    ],
    ["when its image cannot be pulled", [["vm-image-pull", 8]], /^failed: the image of .*not found".*imagePullSecrets/],
    [
      "when a Secret that it needs is not there",
      [["vm-no-secret", 2]],
      /^failed: a container of the pod .*CreateContainerConfigError: secret "web-secrets-4f1c" not found/,
    ],
    [
      "when it crashes again and again",
      [["vm-crash-loop", 20]],
      /^failed: the container web of .*started again 2 times; it ended last with exit code 1 \(Error\): panic/,
    ],
    [
      "when it crashes on a virtual node, of which the connector tells less",
      [["virtual-node-crash-loop", 60]],
      /^failed: the container web of .*started again 3 times; virtual nodes of v1 tell no exit code/,
    ],
    [
      "when it was started again once, although it is ready",
      [
        ["vm-ready", 3],
        ["vm-restarted", 12],
      ],
      /^failed: .*started again once; it ended last with exit code 137 \(OOMKilled\)/,
    ],
    [
      "when its pod was evicted",
      [["vm-evicted", 9]],
      /^failed: the pod .* has ended: it is Failed, "Evicted: The node/,
    ],
    [
      "when it was ready and is not any more",
      [
        ["vm-ready", 3],
        ["vm-unready-again", 5],
      ],
      /^failed: the pod .* was ready and is not any more: .*unready status: \[web\]/,
    ],
  ];
  for (const [when, moments, expected] of failures) {
    test(when, () => {
      assert.match(words(moments), expected);
    });
  }

  test("when somebody deletes it", () => {
    const { pods } = canaryState("vm-ready");
    const judged = canaryVerdict(observed(undefined, { at: 3, pods, answers: [] }, SPEC), SPEC);
    assert.equal(judged.outcome === "failed" && judged.wrong, "the canary was deleted while it was watched");
  });

  test("when it gives a wrong answer after a right one, and none may be wrong", () => {
    const moments: Moment[] = [
      ["vm-ready", 3, "ok"],
      ["vm-ready", 5, "500 boom"],
    ];
    assert.match(
      words(moments, ASKED),
      /^failed: GET :8080\/healthz gets wrong answers: 1 of 2 are wrong and 0 may be; the last is "500 boom"/,
    );
    assert.match(words(moments, { ...ASKED, wrongAnswersAllowed: 1 }), /^pending/);
  });
});

describe("a canary is waited for", () => {
  test("while it gives no right answer, although it is ready", () => {
    assert.match(
      words([["virtual-node-ready", 5, "500 boom"]], ASKED),
      /^pending: GET :8080\/healthz gets no right answer: the last is "500 boom"/,
    );
    assert.match(
      words([["vm-unready-again", 5, "500 boom"]], ASKED),
      /^pending: the canary does not become ready: .* is Running, not ready, and GET :8080\/healthz gets "500 boom"/,
    );
  });

  const waits: readonly (readonly [when: string, state: string, words: RegExp])[] = [
    [
      "while its container group starts",
      "virtual-node-starting",
      /^pending: the canary does not become ready: 0 of 1 pod is ready: web-canary-\S+ is Pending/,
    ],
    [
      "while no node takes it, as one may come",
      "unscheduled",
      /^pending: no node takes the pod .*the scheduler says "0\/\d+ nodes/,
    ],
    [
      "while ACI's throttle holds it up",
      "aci-throttles",
      /^pending: ACI's throttle .*ResourceRequestsThrottled: Number of requests/,
    ],
    [
      "while it is unready for the first time",
      "vm-unready-again",
      /^pending: the canary does not become ready: 0 of 1 pod/,
    ],
  ];
  for (const [when, state, expected] of waits) {
    test(when, () => {
      assert.match(words([[state, 4]]), expected);
    });
  }

  test("after one failed pull", () => {
    const state = canaryState("vm-image-pull");
    const text = JSON.stringify(state).replaceAll("ImagePullBackOff", "ErrImagePull");
    const { deployment, pods } = JSON.parse(text) as typeof state;
    const judged = canaryVerdict(observed(undefined, { at: 1, deployment, pods, answers: [] }, SPEC), SPEC);
    assert.match(judged.outcome === "pending" ? judged.because : judged.outcome, /waiting \(ErrImagePull: Back-off/);
  });
});

test("the answers that count are those of ready pods, from the first right one on", () => {
  const seen5: Moment[] = [
    ["vm-unready-again", 1, "503 warming up", "ok"],
    ["vm-ready", 3, "500 not yet"],
  ];
  const { answers: none, earlyAnswers, sound } = seen(seen5, ASKED);
  assert.deepEqual(
    [none, sound, earlyAnswers.map(({ answer }) => answer)],
    [[], [], ["503 warming up", "ok", "500 not yet"]],
  );
  const { answers, soundSince } = seen([...seen5, ["vm-ready", 5, "ok"], ["vm-ready", 7, "ok"]], ASKED);
  assert.deepEqual([answers.map(({ answer }) => answer), soundSince], [["ok", "ok"], 5]);
});
