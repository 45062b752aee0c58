import * as pulumi from "@pulumi/pulumi";
import type { GroupParts } from "./parts";

/** Says what of a group ACI does in another way than its author would expect. */
export function reportGroup({ decided }: Pick<GroupParts, "decided">, component: pulumi.Resource): void {
  decided.group.apply(async ({ warnings, notes }) => {
    await Promise.all(warnings.map((warning) => pulumi.log.warn(warning, component)));
    await Promise.all(notes.map((note) => pulumi.log.info(note, component)));
  });
  decided.pull.apply((warnings) => Promise.all(warnings.map((warning) => pulumi.log.warn(warning, component))));
}
