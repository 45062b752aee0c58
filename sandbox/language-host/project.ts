import { execFile, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import type { ServerWritableStream } from "@grpc/grpc-js";
import * as language from "@pulumi/pulumi/proto/language_pb";

const execute = promisify(execFile);

type InstallCall = ServerWritableStream<language.InstallDependenciesRequest, language.InstallDependenciesResponse>;

/** Installs a project's dependencies with npm and streams what npm prints, for `pulumi install`. */
export function installDependencies(call: InstallCall): void {
  const directory = call.request.getInfo()?.getProgramDirectory() ?? call.request.getDirectory();
  const child = spawn("npm", ["install"], { cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
  const write = (fill: (response: language.InstallDependenciesResponse) => void) => {
    const response = new language.InstallDependenciesResponse();
    fill(response);
    call.write(response);
  };
  child.stdout.on("data", (chunk: Buffer) => {
    write((response) => response.setStdout(chunk));
  });
  child.stderr.on("data", (chunk: Buffer) => {
    write((response) => response.setStderr(chunk));
  });
  child.once("error", (error) => call.emit("error", error));
  child.once("close", (code) => {
    if (code === 0) call.end();
    else
      call.emit("error", new Error(`npm install in ${directory}: exit code ${code ?? "none"}; see its output above`));
  });
  call.once("cancelled", () => child.kill("SIGTERM"));
}

/** What `pulumi about` shows of this runtime. */
export function aboutRuntime(): language.AboutResponse {
  const response = new language.AboutResponse();
  response.setExecutable(process.execPath);
  response.setVersion(process.version);
  response.getMetadataMap().set("packagemanager", "npm");
  return response;
}

/** The packages that `pulumi about` lists: the direct dependencies of the project, or all of them. */
export async function programDependencies(
  request: language.GetProgramDependenciesRequest,
): Promise<language.GetProgramDependenciesResponse> {
  const directory = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
  const depth = request.getTransitivedependencies() ? ["--all"] : ["--depth=0"];
  const { stdout } = await execute("npm", ["ls", "--json", ...depth], { cwd: directory, maxBuffer: 64 << 20 });
  const response = new language.GetProgramDependenciesResponse();
  for (const [name, version] of dependencyVersions(JSON.parse(stdout) as NpmTree)) {
    const dependency = new language.DependencyInfo();
    dependency.setName(name);
    dependency.setVersion(version);
    response.addDependencies(dependency);
  }
  return response;
}

/** The version of the `@pulumi/pulumi` that this host comes with. */
export function hostVersion(): string {
  const manifest = path.join(path.dirname(require.resolve("@pulumi/pulumi")), "package.json");
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}

interface NpmTree {
  readonly dependencies?: Readonly<Record<string, NpmTree & { readonly version?: string }>>;
}

function dependencyVersions(tree: NpmTree): Map<string, string> {
  const versions = new Map<string, string>();
  for (const [name, dependency] of Object.entries(tree.dependencies ?? {})) {
    if (dependency.version) versions.set(name, dependency.version);
    for (const [inner, version] of dependencyVersions(dependency)) versions.set(inner, version);
  }
  return versions;
}
