// Draws docs/architecture.svg: what one program creates. Run: node scripts/draw-architecture.mjs
import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ink = "#1b1f24";
const muted = "#57606a";
const font = `font-family="ui-sans-serif, Segoe UI, Helvetica, Arial, sans-serif"`;

const text = (x, y, content, { size = 13, fill = ink, anchor = "middle", weight = 400 } = {}) =>
  `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" text-anchor="${anchor}" font-weight="${weight}" ${font}>${content}</text>`;

const box = ({ x, y, w, h, fill, stroke, dash = "", radius = 8 }) =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${radius}" fill="${fill}" stroke="${stroke}" stroke-width="1.5" ${dash ? `stroke-dasharray="${dash}"` : ""}/>`;

const frame = ({ x, y, w, h, stroke, fill, dash, title, note = "" }) => [
  box({ x, y, w, h, stroke, fill, dash }),
  text(x + 14, y + 22, title, { anchor: "start", weight: 600, fill: stroke }),
  text(x + 14, y + 39, note, { anchor: "start", size: 11, fill: muted }),
];

const arrow = (x1, y1, x2, y2, label = "", dx = 8) => [
  `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${muted}" stroke-width="1.5" marker-end="url(#tip)"/>`,
  text((x1 + x2) / 2 + dx, (y1 + y2) / 2 - 5, label, { size: 11, fill: muted, anchor: "start" }),
];

const pod = (x, y, colour) => box({ x, y, w: 26, h: 26, radius: 5, fill: colour, stroke: "#ffffff" });
const pods = (x, y, count, colour) => Array.from({ length: count }, (_, i) => pod(x + i * 31, y, colour));

const vm = "#0a5ea8";
const aci = "#8a3ffc";
const net = "#1a7f37";

const node = (x, y, name, count) => [
  box({ x, y, w: 150, h: 74, fill: "#eaf4fd", stroke: vm }),
  text(x + 75, y + 20, name, { size: 12 }),
  ...pods(x + (150 - count * 31 + 5) / 2, y + 34, count, vm),
];

const parts = [
  text(30, 34, "One program: VirtualNodeNetwork · VirtualNodeCluster · ElasticService", {
    anchor: "start",
    size: 17,
    weight: 600,
  }),
  text(30, 54, "replicas: 12, vmReplicas: 8 — the steady load on VMs, the rest on Azure Container Instances", {
    anchor: "start",
    fill: muted,
  }),
  ...frame({
    x: 30,
    y: 150,
    w: 900,
    h: 372,
    stroke: net,
    fill: "#f6fbf7",
    title: "Virtual network",
    note: "VirtualNodeNetwork: address plan, delegation, NAT",
  }),
  ...frame({
    x: 50,
    y: 204,
    w: 540,
    h: 220,
    stroke: vm,
    fill: "#ffffff",
    title: "Node subnet",
    note: "AKS node pools on VMs: a system pool and user pools",
  }),
  ...frame({
    x: 630,
    y: 204,
    w: 280,
    h: 220,
    stroke: aci,
    fill: "#ffffff",
    title: "ACI subnet",
    note: "delegated to Microsoft.ContainerInstance",
  }),
  ...node(70, 270, "user VM 1", 3),
  ...node(245, 270, "user VM 2", 3),
  ...node(420, 270, "user VM 3", 2),
  box({ x: 70, y: 358, w: 500, h: 48, fill: "#eaf4fd", stroke: vm }),
  text(320, 387, "system VMs: virtual-node connector, CoreDNS, ingress, failover agents", { size: 12 }),
  box({ x: 655, y: 270, w: 230, h: 74, fill: "#f4edff", stroke: aci, dash: "5 4" }),
  text(770, 290, "virtual node: virtual-node-aci-linux", { size: 12 }),
  ...pods(710, 304, 4, aci),
  text(770, 368, "one container group a pod,", { size: 12, fill: muted }),
  text(770, 385, "started in seconds, billed by the second", { size: 12, fill: muted }),
  box({ x: 310, y: 84, w: 300, h: 44, fill: "#fff8e5", stroke: "#9a6700" }),
  text(460, 111, "Service “web”: one name for both tiers", { size: 12, weight: 600 }),
  ...arrow(400, 128, 330, 200, ""),
  ...arrow(530, 128, 700, 200, ""),
  box({ x: 655, y: 448, w: 230, h: 52, fill: "#e9f7ee", stroke: net }),
  text(770, 470, "NAT gateway + public IP", { size: 12, weight: 600 }),
  text(770, 487, "egress of the container groups", { size: 11, fill: muted }),
  ...arrow(770, 424, 770, 445),
  box({ x: 70, y: 448, w: 500, h: 52, fill: "#ffffff", stroke: muted }),
  text(320, 470, "Identities: the cluster's on the node subnet,", { size: 12 }),
  text(320, 487, "the connector's Network Contributor on the ACI subnet only", { size: 12 }),
];

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 545" role="img" aria-label="What one program creates: a virtual network with a node subnet and a delegated ACI subnet, an AKS cluster whose service runs on VMs and on the virtual node">
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="${muted}"/></marker></defs>
<rect width="960" height="545" fill="#ffffff"/>
${parts.join("\n")}
</svg>
`;

writeFileSync(path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "docs", "architecture.svg"), svg);
