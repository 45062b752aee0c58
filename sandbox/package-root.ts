import { existsSync } from "node:fs";
import path from "node:path";

/**
 * The directory of this package's package.json, for what is shipped beside the compiled code: Go sources, the command
 * line, the plugin's script.
 */
export function packageRoot(): string {
  let directory = __dirname;
  while (!existsSync(path.join(directory, "package.json"))) {
    const parent = path.dirname(directory);
    if (parent === directory) {
      throw new Error(
        `find the package's own directory: no package.json above ${__dirname}; install the package again`,
      );
    }
    directory = parent;
  }
  return directory;
}
