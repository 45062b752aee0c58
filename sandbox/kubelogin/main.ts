import { readFileSync } from "node:fs";
import { acceptState } from "../state";
import { execCredential, SignInError } from "./sign-in";

/** Stands in for kubelogin among the programs of a sandbox: `main.js STATE-FILE get-token …`. */
function main([stateFile = "", ...args]: readonly string[]): void {
  const directory = acceptState(JSON.parse(readFileSync(stateFile, "utf8")));
  process.stdout.write(`${JSON.stringify(execCredential({ args, environment: process.env, directory }))}\n`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`kubelogin: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof SignInError ? 1 : 2;
}
