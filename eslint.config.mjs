import path from "node:path";
import { fileURLToPath } from "node:url";
import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

/** Which rooms a file of each room may import from; "*" marks Pulumi. The rest of the house is closed to it. */
const borders = {
  sdk: { rooms: ["agent", "components", "sandbox", "cli", "examples", "test"], pulumi: false },
  agent: { rooms: ["components", "sandbox", "cli", "examples", "test"], pulumi: false },
  components: { rooms: ["agent", "sandbox", "cli", "examples", "test"], pulumi: true },
  sandbox: { rooms: ["agent", "components", "cli", "examples", "test"], pulumi: true },
  cli: { rooms: ["agent", "components", "examples", "test"], pulumi: false },
};

const border = ([room, { rooms, pulumi }]) => ({
  files: [`${room}/**/*.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        paths: [
          { name: "@pulumi/azure-native", message: "Import the submodule: the root costs 0.4 s at every start." },
          { name: "@pulumi/kubernetes", message: "Import the submodule: the root costs 10 MB at every start." },
        ],
        patterns: [
          {
            regex: `^(\\.\\./)+(${rooms.join("|")})(/|$)`,
            message: `${room}/ may not import from there (house borders).`,
          },
          ...(pulumi ? [] : [{ regex: "^@pulumi/", message: `${room}/ is plain TypeScript, without Pulumi.` }]),
        ],
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "**/*.js", "**/*.mjs", "**/*.cjs"] },
  eslint.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      // One project: those of the programs in examples/ and test/ would each load the types of azure-native again.
      parserOptions: { project: "tsconfig.json", tsconfigRootDir: path.dirname(fileURLToPath(import.meta.url)) },
    },
    rules: {
      "max-lines": ["error", { max: 300 }],
      "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
      "max-params": ["error", 3],
      "max-depth": ["error", 2],
      eqeqeq: "error",
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "No default exports." },
        {
          selector: "CallExpression[callee.property.name='apply'] NewExpression[callee.type='MemberExpression']",
          message: "No resource inside apply: previews can't show it.",
        },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      // A resource is created for its effect; Pulumi programs don't keep every one in a variable.
      "no-new": "off",
      "@typescript-eslint/no-extraneous-class": "off",
    },
  },
  ...Object.entries(borders).map(border),
  {
    files: ["test/**/*.ts"],
    rules: {
      "max-lines-per-function": "off",
      // The official Kubernetes client takes plain objects for its model classes, as its own examples do.
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      // node:test's `test` and `describe` return promises that the runner awaits.
      "@typescript-eslint/no-floating-promises": [
        "error",
        { allowForKnownSafeCalls: [{ from: "package", name: ["test", "describe", "it"], package: "node:test" }] },
      ],
    },
  },
  {
    files: ["examples/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ regex: "^\\.\\./\\.\\./", message: "An example imports the package's public entry only." }] },
      ],
    },
  },
);
