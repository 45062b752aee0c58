import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { test } from "node:test";
import * as language from "@pulumi/pulumi/proto/language_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { watchEngine } from "../../sandbox/language-host/engine-watch";
import { runtimeOptions, splitArguments } from "../../sandbox/language-host/options";
import { programArguments, programConfig } from "../../sandbox/language-host/program";

test("a command line is split at blanks, and quotes hold parts together", () => {
  assert.deepEqual(splitArguments(`--require ./a.js  --title "two words" --x='y z'`), [
    "--require",
    "./a.js",
    "--title",
    "two words",
    "--x=y z",
  ]);
  assert.deepEqual(splitArguments("   "), []);
});

test("a runtime option of the wrong type is refused by its name", () => {
  const program = new language.ProgramInfo();
  program.setOptions(Struct.fromJavaScript({ typescript: "yes" }));
  assert.throws(() => runtimeOptions(program), { message: `runtime.options.typescript: must be a boolean; got "yes"` });
});

test("programs are TypeScript unless the project says otherwise", () => {
  assert.equal(runtimeOptions(undefined).typescript, true);
  const program = new language.ProgramInfo();
  program.setOptions(Struct.fromJavaScript({ typescript: false, nodeargs: "--import tsx" }));
  assert.deepEqual(runtimeOptions(program), { typescript: false, tsconfig: undefined, nodeargs: ["--import", "tsx"] });
});

test("configuration keys reach the program as namespace:config:name, whichever form the engine sent", () => {
  const request = new language.RunRequest();
  request.getConfigMap().set("azure-native:location", "westeurope");
  request.getConfigMap().set("elastic:config:replicas", "12");
  assert.deepEqual(programConfig(request), {
    "azure-native:config:location": "westeurope",
    "elastic:config:replicas": "12",
  });
});

test("the program gets the stack, the engine and the monitor as the SDK's runner names them", () => {
  const program = new language.ProgramInfo();
  program.setProgramDirectory(__dirname);
  program.setRootDirectory("/root-directory");
  program.setEntryPoint(".");
  const request = new language.RunRequest();
  request.setInfo(program);
  request.setProject("elastic");
  request.setStack("dev");
  request.setMonitorAddress("127.0.0.1:1");
  request.setDryrun(true);
  request.setParallel(16);
  const [script, ...rest] = programArguments(request, "127.0.0.1:2");
  assert.match(script ?? "", /@pulumi\/pulumi\/cmd\/run/);
  assert.deepEqual(rest, [
    ...["--monitor", "127.0.0.1:1", "--engine", "127.0.0.1:2", "--project", "elastic"],
    ...[
      "--root-directory",
      "/root-directory",
      "--stack",
      "dev",
      "--pwd",
      __dirname,
      "--dry-run",
      "--parallel",
      "16",
      ".",
    ],
  ]);
});

test("the host is told when the engine is gone, and only then", { timeout: 10_000 }, async () => {
  const engine = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(engine, "listening");
  let gone = 0;
  const told = new Promise<void>((resolve) => {
    watchEngine(`127.0.0.1:${(engine.address() as AddressInfo).port}`, () => {
      gone += 1;
      resolve();
    });
  });
  await once(engine, "connection");
  assert.equal(gone, 0);
  engine.close();
  await told;
  assert.equal(gone, 1);
});
