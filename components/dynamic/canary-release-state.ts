import type { ProbeSpec } from "../../sdk/pods/probe";
import type { Properties } from "./inputs";

/** The inputs of a canary release, and what came of the last canary. */
export interface CanaryReleaseState extends Properties {
  readonly kubeconfig: string;
  readonly namespace: string;
  readonly service: string;
  /** What the canary's pods are made from; in the inputs only. */
  readonly template?: Properties;
  readonly templateHash: string;
  readonly canaryReplicas: number;
  readonly verifySeconds: number;
  readonly timeoutMinutes: number;
  readonly wrongAnswersAllowed: number;
  readonly probe?: ProbeSpec;
  /** What an upgrade does, a sentence a step; in the inputs only. */
  readonly steps?: readonly string[];
  /** What was seen of the last canary that passed. */
  readonly findings?: string;
  /** Whether a run that was broken off left its canary behind. */
  readonly isLeftOver?: boolean;
}

/** The part of the inputs that is kept. A template is not: it may hold secrets, and may be large. */
export function kept({ template: _template, steps: _steps, ...rest }: CanaryReleaseState): CanaryReleaseState {
  return rest;
}
