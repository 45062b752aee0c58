import type { Report } from "../progress";
import type { Draft } from "./cache";
import { runGo } from "./go-command";

/** What `go build` makes. */
export interface GoBuild {
  /** The Go module that pins the package. */
  readonly directory: string;
  readonly package: string;
  readonly linkerFlags: string;
}

/** The flags that decide what is compiled, and so which of Go's cached packages can be used. */
const compileFlags = ["-mod=readonly", "-trimpath", "-buildvcs=false"];

/** A template that lists what Go would compile. The program itself always counts as stale, since it is not installed. */
const stalePackages = '{{if and .Stale (ne .Name "main")}}{{.ImportPath}}{{end}}';

/** Builds a Go program: downloads its modules, then compiles what Go has not yet in its own cache. */
export async function goBuild(build: GoBuild, draft: Draft, report: Report): Promise<void> {
  const packages = await packagesToCompile(build, draft, report);
  let compiled = 0;
  report(compiling(compiled, packages));
  await runGo({
    args: ["build", "-v", ...compileFlags, "-ldflags", build.linkerFlags, "-o", draft.output, build.package],
    directory: build.directory,
    scratch: draft.scratch,
    signal: draft.signal,
    onLine: (line) => {
      if (!isPackage(line)) return;
      compiled += 1;
      report(compiling(compiled, packages));
    },
  });
}

async function packagesToCompile(build: GoBuild, draft: Draft, report: Report): Promise<number> {
  let packages = 0;
  let downloads = 0;
  report("looking up packages");
  await runGo({
    args: ["list", "-deps", ...compileFlags, "-f", stalePackages, build.package],
    directory: build.directory,
    scratch: draft.scratch,
    signal: draft.signal,
    onLine: (line, stream) => {
      if (stream === "stdout") packages += 1;
      if (!line.startsWith("go: downloading ")) return;
      downloads += 1;
      report(`downloading module ${downloads}, ${line.slice("go: downloading ".length)}`);
    },
  });
  return packages;
}

/** `go build -v` names each package when it starts to compile it; everything else that it says has spaces. */
function isPackage(line: string): boolean {
  return /^\S+$/.test(line);
}

function compiling(compiled: number, packages: number): string {
  return compiled < packages ? `compiling ${compiled}/${packages} packages` : "linking";
}
