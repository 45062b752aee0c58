import type { resolve } from "../resolve";
import type { ContainerGroupArgs } from "./args";
import type { groupDecisions } from "./decisions";

/** What the containers of a group are made from. */
export interface GroupParts {
  /** The name of the component, which is that of the main container too. */
  readonly name: string;
  readonly args: ContainerGroupArgs;
  readonly decided: ReturnType<typeof resolve<ReturnType<typeof groupDecisions>>>;
}
