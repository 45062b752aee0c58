import { readFileSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "../../sandbox/package-root";
import type { LeaseObject, NodeObject, PodObject } from "../../sdk/virtual-node/cluster-objects";

/** A recorded object: test/dynamic/states/NAME.json. */
export function state(name: string): unknown {
  return JSON.parse(
    readFileSync(path.join(packageRoot(), "test", "dynamic", "states", `${name}.json`), "utf8"),
  ) as unknown;
}

export const pod = (name: string): PodObject => state(name) as PodObject;
export const node = (name: string): NodeObject => state(name) as NodeObject;

/** A lease that was renewed so many seconds before a moment. */
export function lease(name: string, now: Date, secondsAgo: number): LeaseObject {
  return { metadata: { name }, spec: { renewTime: new Date(now.getTime() - secondsAgo * 1000).toISOString() } };
}
