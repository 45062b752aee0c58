import { type SandboxPaths, type SandboxState, saveState } from "./state";

/** The daemon's view of the state file: what was last written to it. */
export interface StateKeeper {
  current(): SandboxState;
  /** Writes the file before it returns. */
  update(change: Partial<SandboxState>): void;
}

export function stateKeeper(paths: SandboxPaths, loaded: SandboxState): StateKeeper {
  let state = loaded;
  return {
    current: () => state,
    update: (change) => {
      state = { ...state, ...change };
      saveState(paths, state);
    },
  };
}
