import { runNode } from "./child";
import { type Benchmark, paired } from "./measure";

const PAIRS = 15;

/** The submodules that a program loads anyway which writes the same objects by hand. */
const SUBMODULES = [
  "@pulumi/pulumi",
  "@pulumi/azure-native/containerservice",
  "@pulumi/azure-native/network",
  "@pulumi/azure-native/authorization",
  "@pulumi/azure-native/managedidentity",
  "@pulumi/kubernetes/apiextensions",
  "@pulumi/kubernetes/apps/v1",
  "@pulumi/kubernetes/autoscaling/v2",
  "@pulumi/kubernetes/core/v1",
  "@pulumi/kubernetes/networking/v1",
  "@pulumi/kubernetes/policy/v1",
  "@pulumi/kubernetes/provider",
];

/** What the package adds to the start of every program that imports it. */
export const start: Benchmark = {
  name: "start",
  title: "the start of a program that imports this package against one that imports what it stands on",
  needsSandbox: false,
  run: async () => {
    const milliseconds = (script: string) => async () => (await runNode(["-e", script])).milliseconds;
    const bare = SUBMODULES.map((name) => `require(${JSON.stringify(name)});`).join("");
    const results = await paired(PAIRS, milliseconds('require("pulumi-aks-elastic");'), milliseconds(bare));
    const unit = "ms";
    return [
      {
        what: "program start",
        ours: { name: "this package", unit, values: results.ours },
        alternative: { name: "bare submodules", unit, values: results.alternative },
        goal: 1.1,
      },
    ];
  },
};
