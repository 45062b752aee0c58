import { checked } from "../check";

/** What a user may say about an Ingress. */
export interface IngressArgs {
  readonly host: string;
  readonly path?: string | undefined;
  readonly className?: string | undefined;
  readonly tlsSecretName?: string | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** An Ingress, complete and checked. */
export interface IngressSpec {
  readonly host: string;
  readonly path: string;
  readonly className?: string;
  readonly tlsSecretName?: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The spec of an Ingress, as Kubernetes takes it. */
export interface IngressManifest {
  readonly ingressClassName?: string;
  readonly tls?: { readonly hosts: string[]; readonly secretName: string }[];
  readonly rules: {
    readonly host: string;
    readonly http: {
      readonly paths: {
        readonly path: string;
        readonly pathType: "Prefix";
        readonly backend: { readonly service: { readonly name: string; readonly port: { readonly name: string } } };
      }[];
    };
  }[];
}

const HOST = {
  pattern: /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/,
  description: "a host name in lower case, such as shop.example.com",
};
const PATH = { pattern: /^\//, description: 'a path that starts with "/"' };
const OBJECT_NAME = {
  pattern: /^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/,
  description: "the name of a Kubernetes object: lower-case letters, digits, dots and hyphens",
};

/** @throws ArgumentError where an argument is wrong */
export function ingressSpec({ ingress: args }: { readonly ingress: IngressArgs }): IngressSpec {
  return checked((root) => {
    const check = root.within("ingress");
    const named = (name: "className" | "tlsSecretName") =>
      args[name] === undefined ? {} : { [name]: check.text(name, args[name], OBJECT_NAME) };
    return {
      host: check.text("host", args.host, HOST),
      path: check.text("path", args.path ?? "/", PATH),
      ...named("className"),
      ...named("tlsSecretName"),
      annotations: args.annotations ?? {},
    };
  });
}

/** The Ingress in front of a service. */
export function ingressManifest(
  service: string,
  { host, path, className, tlsSecretName }: IngressSpec,
): IngressManifest {
  const backend = { service: { name: service, port: { name: "http" } } };
  return {
    ...(className === undefined ? {} : { ingressClassName: className }),
    ...(tlsSecretName === undefined ? {} : { tls: [{ hosts: [host], secretName: tlsSecretName }] }),
    rules: [{ host, http: { paths: [{ path, pathType: "Prefix", backend }] } }],
  };
}
