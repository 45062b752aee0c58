import { CONTAINER_INSTANCE_VERSIONS } from "../api-versions";
import { methodNotAllowed } from "../common-errors";
import { quotaUnder } from "../containers/quota";
import { usageIn } from "../containers/usage";
import type { JsonObject } from "../json";
import { locations, normalLocation } from "../locations";
import { nameOf } from "../resource-id";
import type { ResourceType } from "../resource-type";
import type { ResourceRecord } from "../store";
import { newRecord, type World } from "../world";

const TYPE = "Microsoft.ContainerInstance/locations";

/**
 * ACI in a region: what the subscription uses of its quota there.
 *
 * @see https://learn.microsoft.com/rest/api/container-instances/location/list-usage
 */
export const containerInstanceLocations: ResourceType = {
  type: TYPE,
  apiVersions: CONTAINER_INSTANCE_VERSIONS,
  hasLocation: false,
  writes: "immediate",
  deletes: "immediate",
  admit: ({ id }) => {
    throw methodNotAllowed("PUT", id.text);
  },
  properties: () => ({}),
  checkDelete: ({ id }) => {
    throw methodNotAllowed("DELETE", id);
  },
  render: ({ id }) => {
    throw methodNotAllowed("GET", id);
  },
  builtIn: ({ text, name }) =>
    locations().includes(normalLocation(name)) ? newRecord({ id: text, type: TYPE }, {}) : undefined,
  views: { usages },
};

function usages({ id }: ResourceRecord, world: World): JsonObject {
  const region = normalLocation(nameOf(id));
  const [quota, usage] = [quotaUnder(world.faults), usageIn(region, world)];
  const entry = (name: string, localizedValue: string, member: "groups" | "cores"): JsonObject => ({
    id: `${id}/usages/${name}`,
    unit: "Count",
    currentValue: usage[member],
    limit: quota[member],
    name: { value: name, localizedValue },
  });
  return {
    value: [
      entry("ContainerGroups", "Container Groups", "groups"),
      entry("StandardCores", "Standard SKU Cores", "cores"),
    ],
  };
}
