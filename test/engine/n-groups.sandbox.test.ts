import { proveFleet } from "./fleet-life";

proveFleet("NGroups");
