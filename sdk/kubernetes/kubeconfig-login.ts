import type { KubeloginMode } from "../cluster/cluster-access";
import {
  isFields,
  KubeconfigError,
  type KubeconfigFields as Fields,
  readKubeconfig,
  writeKubeconfig,
} from "./kubeconfig-text";

/** What `kubelogin get-token` is told besides how to sign in; the rest comes from the environment or from the machine. */
const FLAGS: Readonly<Record<KubeloginMode, readonly string[]>> = {
  // Without the tenant: the Azure CLI of a managed identity takes none (Azure/kubelogin issue 123).
  azurecli: ["--server-id"],
  msi: ["--server-id"],
  workloadidentity: ["--server-id"],
  spn: ["--server-id", "--client-id", "--tenant-id", "--environment"],
  devicecode: ["--server-id", "--client-id", "--tenant-id", "--environment"],
};

/**
 * A kubeconfig whose users sign in with `kubelogin` in another way. AKS hands out kubeconfigs that ask a person to type a
 * code into a browser; a program cannot. Users that do not sign in with `kubelogin` stay as they are. It does what
 * `kubelogin convert-kubeconfig --login MODE` does.
 *
 * @see https://azure.github.io/kubelogin/cli/convert-kubeconfig.html
 * @throws KubeconfigError where the text is no kubeconfig, or its user says not which server it signs in to
 */
export function kubeconfigLogin(kubeconfig: string, mode: KubeloginMode): string {
  const config = readKubeconfig(kubeconfig);
  const users = Array.isArray(config["users"]) ? config["users"].filter(isFields) : [];
  if (!users.some(isKubeloginUser)) return kubeconfig;
  const converted = users.map((user) => (isKubeloginUser(user) ? signingInBy(mode, user) : user));
  return writeKubeconfig({ ...config, users: converted });
}

interface KubeloginUser extends Fields {
  readonly name?: unknown;
  readonly user: { readonly exec: { readonly args?: unknown } };
}

function isKubeloginUser(entry: Fields): entry is KubeloginUser {
  const { user } = entry;
  const exec = isFields(user) ? user["exec"] : undefined;
  return isFields(exec) && /(^|[/\\])kubelogin(\.exe)?$/i.test(String(exec["command"]));
}

function signingInBy(mode: KubeloginMode, entry: KubeloginUser): Fields {
  const { exec } = entry.user;
  const args: readonly unknown[] = Array.isArray(exec.args) ? exec.args : [];
  const flags = FLAGS[mode].flatMap((flag) => flagAndValue(args, flag));
  if (!flags.includes("--server-id")) {
    throw new KubeconfigError(`kubeconfig: user "${String(entry.name)}" runs kubelogin without --server-id`);
  }
  return { ...entry, user: { ...entry.user, exec: { ...exec, args: ["get-token", "--login", mode, ...flags] } } };
}

function flagAndValue(args: readonly unknown[], flag: string): readonly unknown[] {
  const at = args.indexOf(flag);
  return at < 0 ? [] : args.slice(at, at + 2);
}
