import { consoleProgress } from "../../sandbox/progress";
import { ensureTools } from "../../sandbox/tools/toolchain";

// A process of its own for tests that start several of it at once, or end it in the middle.
ensureTools(consoleProgress()).then(
  (tools) => {
    process.stdout.write(JSON.stringify(tools));
  },
  (error: unknown) => {
    process.stderr.write(String(error));
    process.exitCode = 1;
  },
);
