// The ASN.1 decorators of @peculiar/x509 need the Reflect API before the library loads.
import "reflect-metadata";
import { createPrivateKey, generateKeyPairSync, randomBytes, X509Certificate, webcrypto } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import path from "node:path";
import * as x509 from "@peculiar/x509";
import { writeAtomically } from "./files";

/** A certificate and its private key, both PEM. */
export interface CertifiedKey {
  readonly cert: string;
  readonly key: string;
}

/** A certified key on disk. */
export interface CertifiedKeyFiles extends CertifiedKey {
  readonly certFile: string;
  readonly keyFile: string;
}

/** Whom a certificate names and what it may be used for. */
export interface CertificateRequest {
  /** For Kubernetes: the user name. */
  readonly commonName: string;
  /** For Kubernetes: the user's groups. */
  readonly organizations?: readonly string[];
  /** DNS names and IP addresses that a server answers under. A certificate without any is a client's only. */
  readonly hosts?: readonly string[];
}

const day = 24 * 3600 * 1000;
const authorityDays = 3650;
const certificateDays = 365;
/** A kept certificate with less than this left is issued anew. */
const renewalDays = 30;

const curve = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** Keeps an authority's certificate and key in `directory/NAME.pem` and `directory/NAME-key.pem`. */
export async function keptAuthority(directory: string, name: string): Promise<CertifiedKeyFiles> {
  const files = fileNames(directory, name);
  const kept = readKept(files);
  if (kept !== undefined && new X509Certificate(kept.cert).ca) return kept;
  return keep(files, await createAuthority(`aks-elastic sandbox ${name}`));
}

/** Keeps a certificate that `authority` issued; issues it anew where it is missing, old, or of another authority. */
export async function keptCertificate(
  authority: CertifiedKey,
  { directory, name }: { readonly directory: string; readonly name: string },
  request: CertificateRequest,
): Promise<CertifiedKeyFiles> {
  const files = fileNames(directory, name);
  const kept = readKept(files);
  const issuer = new X509Certificate(authority.cert);
  if (kept !== undefined && new X509Certificate(kept.cert).verify(issuer.publicKey)) return kept;
  return keep(files, await issueCertificate(authority, request));
}

/** Keeps the key pair that signs service-account tokens. */
export function keptSigningKey(directory: string): { readonly privateKeyFile: string; readonly publicKeyFile: string } {
  const privateKeyFile = path.join(directory, "service-account-key.pem");
  const publicKeyFile = path.join(directory, "service-account-pub.pem");
  if (!existsSync(privateKeyFile) || !existsSync(publicKeyFile)) {
    const pair = generateKeyPairSync("ec", {
      namedCurve: "P-256",
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    });
    writeAtomically(publicKeyFile, pair.publicKey);
    writeAtomically(privateKeyFile, pair.privateKey);
  }
  return { privateKeyFile, publicKeyFile };
}

export async function createAuthority(commonName: string): Promise<CertifiedKey> {
  const keys = await webcrypto.subtle.generateKey(curve, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...lifetime(authorityDays),
    name: distinguishedName({ commonName }),
    keys,
    signingAlgorithm: curve,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: pem(certificate), key: await keyPem(keys.privateKey) };
}

export async function issueCertificate(authority: CertifiedKey, request: CertificateRequest): Promise<CertifiedKey> {
  const keys = await webcrypto.subtle.generateKey(curve, true, ["sign", "verify"]);
  const issuer = new x509.X509Certificate(authority.cert);
  const hosts = request.hosts ?? [];
  const usages = [x509.ExtendedKeyUsage.clientAuth, ...(hosts.length > 0 ? [x509.ExtendedKeyUsage.serverAuth] : [])];
  const certificate = await x509.X509CertificateGenerator.create({
    ...lifetime(certificateDays),
    subject: distinguishedName(request),
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey: await signingKeyOf(authority),
    signingAlgorithm: curve,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension(usages),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      ...(hosts.length > 0 ? [new x509.SubjectAlternativeNameExtension(hosts.map(generalName))] : []),
    ],
  });
  return { cert: pem(certificate), key: await keyPem(keys.privateKey) };
}

function lifetime(days: number): { serialNumber: string; notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return {
    // RFC 5280, 4.1.2.2: a positive number of at most 20 octets.
    serialNumber: `00${randomBytes(16).toString("hex")}`,
    notBefore: new Date(now - day),
    notAfter: new Date(now + days * day),
  };
}

function distinguishedName({ commonName, organizations = [] }: CertificateRequest): x509.JsonName {
  return [...organizations.map((organization) => ({ O: [organization] })), { CN: [commonName] }];
}

function generalName(host: string): x509.JsonGeneralName {
  return { type: isIP(host) === 0 ? "dns" : "ip", value: host };
}

async function signingKeyOf(authority: CertifiedKey): Promise<webcrypto.CryptoKey> {
  const pkcs8 = createPrivateKey(authority.key).export({ type: "pkcs8", format: "der" });
  return webcrypto.subtle.importKey("pkcs8", pkcs8, curve, false, ["sign"]);
}

function pem(certificate: x509.X509Certificate): string {
  return `${certificate.toString("pem")}\n`;
}

async function keyPem(key: webcrypto.CryptoKey): Promise<string> {
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key));
  return createPrivateKey({ key: pkcs8, type: "pkcs8", format: "der" })
    .export({ type: "pkcs8", format: "pem" })
    .toString();
}

interface FileNames {
  readonly certFile: string;
  readonly keyFile: string;
}

function fileNames(directory: string, name: string): FileNames {
  return { certFile: path.join(directory, `${name}.pem`), keyFile: path.join(directory, `${name}-key.pem`) };
}

/** The pair on disk where both halves are there, belong together, and are good for a while yet. */
function readKept(files: FileNames): CertifiedKeyFiles | undefined {
  if (!existsSync(files.certFile) || !existsSync(files.keyFile)) return undefined;
  const cert = readFileSync(files.certFile, "utf8");
  const key = readFileSync(files.keyFile, "utf8");
  return isUsable({ cert, key }) ? { ...files, cert, key } : undefined;
}

function isUsable({ cert, key }: CertifiedKey): boolean {
  try {
    const certificate = new X509Certificate(cert);
    const daysLeft = (Date.parse(certificate.validTo) - Date.now()) / day;
    return daysLeft > renewalDays && certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    // A torn or foreign file is replaced like a missing one.
    return false;
  }
}

function keep(files: FileNames, pair: CertifiedKey): CertifiedKeyFiles {
  writeAtomically(files.keyFile, pair.key);
  writeAtomically(files.certFile, pair.cert);
  return { ...files, ...pair };
}
