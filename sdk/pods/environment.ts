import { checked } from "../check";
import { environment } from "./pod-spec";

/** What a user may say about the environment variables that a service keeps in objects of their own. */
export interface EnvironmentArgs {
  readonly config?: Readonly<Record<string, string>> | undefined;
  readonly secrets?: Readonly<Record<string, string>> | undefined;
}

/** The entries of a service's ConfigMap and of its Secret. */
export interface EnvironmentSpec {
  readonly config: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** @throws ArgumentError where a name or a value is none of an environment variable */
export function environmentSpec({ config = {}, secrets = {} }: EnvironmentArgs): EnvironmentSpec {
  return checked((check) => ({
    config: environment("config", config, check),
    secrets: environment("secrets", secrets, check),
  }));
}
