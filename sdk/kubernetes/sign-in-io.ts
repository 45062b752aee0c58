import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import type { CredentialPlugin } from "./credential-plugin";
import { runCredentialPlugin } from "./credential-plugin-io";
import type { ClusterConnection, Credential } from "./kubeconfig";

/** What one request is sent with. */
export interface SignIn {
  readonly agent: Agent;
  readonly token?: string;
}

/** Signs the user of a kubeconfig in. */
export interface SignInSource {
  /** @throws CredentialPluginError where the user's program does not sign them in. */
  signIn(): Promise<SignIn>;
  /** Tells that the API server refused a sign-in. Returns whether there may be another one. */
  refused(signIn: SignIn): boolean;
}

/** Signs in as the kubeconfig says. Files of credentials are read anew as client-go does: a token's for every request. */
export function signInSource(connection: ClusterConnection): SignInSource {
  const { credentialPlugin } = connection;
  return credentialPlugin === undefined ? written(connection) : plugged(connection, credentialPlugin);
}

function written(connection: ClusterConnection): SignInSource {
  const { token, clientCertificate, clientKey } = connection;
  const agent = tlsAgent(connection, {
    ...(clientCertificate === undefined ? {} : { cert: contents(clientCertificate) }),
    ...(clientKey === undefined ? {} : { key: contents(clientKey) }),
  });
  return {
    signIn: () => Promise.resolve({ agent, ...(token === undefined ? {} : { token: contents(token).trim() }) }),
    refused: () => false,
  };
}

type HeldSignIn = SignIn & { readonly expires?: Date };

/** The plugin runs where its last credential has expired or was refused, once for all requests that wait for it. */
function plugged(connection: ClusterConnection, plugin: CredentialPlugin): SignInSource {
  let current: Promise<HeldSignIn> | undefined;
  let held: HeldSignIn | undefined;
  const renew = (): Promise<HeldSignIn> => {
    const started = pluginSignIn(connection, plugin);
    current = started;
    return started.then(
      (signIn) => (held = signIn),
      (error: unknown) => {
        // A failure is not kept: the next request tries again.
        if (current === started) current = undefined;
        throw error;
      },
    );
  };
  return {
    signIn() {
      if (held?.expires !== undefined && held.expires.getTime() <= Date.now()) current = held = undefined;
      return current ?? renew();
    },
    refused(signIn) {
      if (held === signIn) current = held = undefined;
      return true;
    },
  };
}

async function pluginSignIn(connection: ClusterConnection, plugin: CredentialPlugin): Promise<HeldSignIn> {
  const { token, clientCertificate, clientKey, expires } = await runCredentialPlugin(plugin, connection);
  return {
    agent: tlsAgent(connection, {
      ...(clientCertificate === undefined ? {} : { cert: clientCertificate }),
      ...(clientKey === undefined ? {} : { key: clientKey }),
    }),
    ...(token === undefined ? {} : { token }),
    ...(expires === undefined ? {} : { expires }),
  };
}

function tlsAgent(connection: ClusterConnection, client: { readonly cert?: string; readonly key?: string }): Agent {
  const { certificateAuthority, tlsServerName } = connection;
  return new Agent({
    keepAlive: true,
    rejectUnauthorized: !connection.insecureSkipTlsVerify,
    ...(certificateAuthority === undefined ? {} : { ca: contents(certificateAuthority) }),
    ...client,
    ...(tlsServerName === undefined ? {} : { servername: tlsServerName }),
  });
}

function contents(credential: Credential): string {
  return "inline" in credential ? credential.inline : readFileSync(credential.file, "utf8");
}
