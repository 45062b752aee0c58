import * as pulumi from "@pulumi/pulumi";
import { ContainerInstance, ContainerInstanceService } from "../../index";
import { FRONTEND_SUBNET_ID, SUBNET_ID } from "./container-instances";
import type { Mistake } from "./service-mistakes";

const GIVEN = { resourceGroupName: "group", image: "web:1", port: 80, resources: { cpu: "1", memory: "1G" } };

const instance =
  (more: object, name = "hello") =>
  () =>
    new ContainerInstance(name, { ...GIVEN, exposure: "PublicAddress", ...more });

const fleet = (more: object) => () =>
  new ContainerInstanceService("shop", { ...GIVEN, subnetId: SUBNET_ID, replicas: 3, ...more });

const counted = (more: object) => fleet({ orchestration: "ContainerGroups", ...more });

const LEARN = "https://learn.microsoft.com/azure/container-instances";

const mustBePlain = (path: string) =>
  `${path}: must be a plain value with orchestration "ContainerGroups", because it decides which resources there are; ` +
  'got an Output. Take it from the program or its configuration, or use "NGroups"';

/** Of a container alone, and of a fleet of them. */
export const CONTAINER_MISTAKES: readonly Mistake[] = [
  [instance({ image: "" }), 'image: must be the name of a container image; got ""'],
  [
    instance({ command: "node server.js" }),
    "command: must be a list of a program and its arguments, one item each: no shell takes a line apart",
  ],
  [
    instance({ resources: { cpu: "0", memory: "1GB" } }),
    'resources.cpu: must be a Kubernetes quantity above 0, such as 500m; got "0"',
    'resources.memory: must be a Kubernetes quantity above 0, such as 512Mi; got "1GB"',
  ],
  [
    instance({ port: 3389 }),
    "port: the reserved port 3389; ACI uses it itself; instead: let the container listen on another port: ACI maps none " +
      `(reserved-port, ${LEARN}/container-instances-faq)`,
  ],
  [
    instance({ subnetId: SUBNET_ID, dnsLabel: "shop" }),
    "exposure: a public address in a subnet; ACI gives a group in a virtual network no public address; instead: leave one " +
      "of the two out, or put a ContainerInstanceService's load balancer in front " +
      `(public-address-in-subnet, ${LEARN}/container-instances-virtual-network-concepts)`,
    'dnsLabel: the label "shop"; ACI refuses it; instead: use 5 to 63 letters, digits and hyphens, no hyphen first or last ' +
      `(dns-label, ${LEARN}/container-instances-troubleshooting#naming-conventions)`,
  ],
  [
    instance({}, "Hello"),
    'name: the name "Hello"; ACI refuses it; instead: use 1 to 63 lower-case letters, digits and hyphens, no hyphen first ' +
      `or last (container-name, ${LEARN}/container-instances-troubleshooting#naming-conventions)`,
  ],
  [
    instance({ secrets: { "MY-PASSWORD": "hunter2" } }),
    "secrets.MY-PASSWORD: ACI refuses the name: it takes 1 to 63 letters, digits and underscores, no underscore first or " +
      `last (${LEARN}/container-instances-troubleshooting#naming-conventions)`,
  ],
  [
    instance({ sidecars: [{ name: "proxy", image: "", resources: { cpu: "x", memory: "1G" } }] }),
    'sidecars[0].image: must be the name of a container image; got ""',
    'sidecars[0].resources.cpu: must be a Kubernetes quantity above 0, such as 500m; got "x"',
  ],
  [
    instance({ exposure: "Everybody", restartPolicy: "Sometimes", priority: "Low" }),
    'exposure: must be one of "None", "PublicAddress"; got "Everybody"',
    'restartPolicy: must be one of "Always", "OnFailure", "Never"; got "Sometimes"',
    'priority: must be one of "Regular", "Spot"; got "Low"',
  ],
  [
    instance({ registryCredentials: [{ server: "shop.azurecr.io", username: "shop" }] }),
    "registryCredentials[0].username: is required with password, or identityId in place of both",
  ],
  [instance({ probe: { path: "ready" } }), 'probe.path: must be an HTTP path that starts with "/"; got "ready"'],
  [fleet({ replicas: -1 }), "replicas: must be a whole number from 0 to 100000; got -1"],
  [counted({ replicas: "three" }), 'replicas: must be a whole number from 0 to 100000; got "three"'],
  [
    counted({
      replicas: pulumi.output(3),
      schedule: [{ cron: "0 8 * * *", replicas: pulumi.output(10) }],
      aciQuota: { cores: pulumi.output(10) },
      upgrade: { maxBatchPercent: pulumi.output(10) },
    }),
    mustBePlain("replicas"),
    mustBePlain("schedule[0].replicas"),
    mustBePlain("aciQuota.cores"),
    mustBePlain("upgrade.maxBatchPercent"),
  ],
  [counted({ standbyPool: { readyGroups: Promise.resolve(3) } }), mustBePlain("standbyPool.readyGroups")],
  [
    fleet({ exposure: "PublicLoadBalancer", port: undefined, frontendSubnetId: FRONTEND_SUBNET_ID }),
    "port: is required with a load balancer, which sends requests to it",
    'frontendSubnetId: is for exposure "InternalLoadBalancer"',
  ],
  [
    fleet({ standbyPool: { readyGroups: 3 } }),
    'standbyPool: is for orchestration "ContainerGroups": NGroups name no standby pool to take their groups from ' +
      "(https://learn.microsoft.com/azure/templates/microsoft.containerinstance/ngroups)",
  ],
  [fleet({ orchestration: "Nomad" }), 'orchestration: must be one of "NGroups", "ContainerGroups"; got "Nomad"'],
];
