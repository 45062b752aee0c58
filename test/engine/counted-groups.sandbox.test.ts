import { proveFleet } from "./fleet-life";

proveFleet("ContainerGroups");
