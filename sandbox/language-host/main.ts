import { createLanguageHost } from "./host";

const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-")) ?? "";

createLanguageHost(engineAddress).then(
  // The engine reads the port from the first line of the plugin's output.
  (port) => process.stdout.write(`${port}\n`),
  (error: unknown) => {
    process.stderr.write(`Start the Node.js language host: ${String(error)}\n`);
    process.exitCode = 1;
  },
);
