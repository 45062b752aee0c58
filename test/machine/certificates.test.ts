import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import https from "node:https";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import type { TLSSocket } from "node:tls";
import {
  type CertifiedKey,
  createAuthority,
  issueCertificate,
  keptAuthority,
  keptCertificate,
  keptSigningKey,
} from "../../sandbox/certificates";

const scratch = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-certificates-"));
after(() => {
  rmSync(scratch, { recursive: true });
});

describe("certificates of the sandbox", () => {
  test("a server's certificate is good for the names it was made for, and for no other", async () => {
    const authority = await createAuthority("test");
    const { cert, key } = await issueCertificate(authority, {
      commonName: "server",
      hosts: ["127.0.0.1", "localhost"],
    });
    const certificate = new X509Certificate(cert);
    assert.equal(certificate.checkHost("localhost"), "localhost");
    assert.equal(certificate.checkIP("127.0.0.1"), "127.0.0.1");
    assert.equal(certificate.checkHost("example.com"), undefined);
    assert.ok(certificate.verify(new X509Certificate(authority.cert).publicKey));
    assert.ok(certificate.checkPrivateKey(createPrivateKey(key)));
  });

  test("a client proves its user name and groups to a server that trusts the same authority", async () => {
    const authority = await createAuthority("test");
    const server = await issueCertificate(authority, { commonName: "server", hosts: ["127.0.0.1"] });
    const client = await issueCertificate(authority, { commonName: "clusterAdmin", organizations: ["system:masters"] });
    assert.deepEqual(await whoami({ authority, server, client }), { CN: "clusterAdmin", O: "system:masters" });
  });

  test("a client of another authority is turned away", async () => {
    const authority = await createAuthority("test");
    const server = await issueCertificate(authority, { commonName: "server", hosts: ["127.0.0.1"] });
    const client = await issueCertificate(await createAuthority("other"), { commonName: "clusterAdmin" });
    await assert.rejects(whoami({ authority, server, client }));
  });

  test("what was issued is used again after a restart, readable by its owner only", async () => {
    const directory = path.join(scratch, "kept");
    const make = async () => {
      const authority = await keptAuthority(directory, "ca");
      return keptCertificate(authority, { directory, name: "server" }, { commonName: "s", hosts: ["localhost"] });
    };
    const first = await make();
    assert.equal((await make()).cert, first.cert);
    assert.equal(statSync(first.keyFile).mode & 0o777, 0o600);
    const signing = keptSigningKey(directory);
    assert.deepEqual(keptSigningKey(directory), signing);
  });

  test("a torn file, a foreign key and a new authority each lead to a new certificate", async () => {
    const directory = path.join(scratch, "torn");
    const request = { commonName: "s", hosts: ["localhost"] };
    const issued = async () =>
      keptCertificate(await keptAuthority(directory, "ca"), { directory, name: "server" }, request);
    const first = await issued();
    writeFileSync(first.certFile, first.cert.slice(0, 100));
    const second = await issued();
    assert.notEqual(second.cert, first.cert);
    writeFileSync(second.keyFile, first.key);
    const third = await issued();
    assert.notEqual(third.cert, second.cert);
    writeFileSync(path.join(directory, "ca.pem"), "");
    const authority = await keptAuthority(directory, "ca");
    assert.ok(new X509Certificate((await issued()).cert).verify(new X509Certificate(authority.cert).publicKey));
  });
});

interface Meeting {
  readonly authority: CertifiedKey;
  readonly server: CertifiedKey;
  readonly client: CertifiedKey;
}

/** Whom a server that asks for client certificates takes a client for. */
async function whoami({ authority, server, client }: Meeting): Promise<unknown> {
  const tls = { ...server, ca: authority.cert, requestCert: true, rejectUnauthorized: true };
  const listener = https.createServer(tls, (request, response) => {
    const { CN, O } = (request.socket as TLSSocket).getPeerCertificate().subject;
    response.end(JSON.stringify({ CN, O }));
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as AddressInfo;
  try {
    return await new Promise((resolve, reject) => {
      https
        .get({ host: "127.0.0.1", port, ca: authority.cert, ...client, agent: false }, (response) => {
          response.setEncoding("utf8");
          response.on("data", (text: string) => {
            resolve(JSON.parse(text));
          });
          response.on("error", reject);
        })
        .on("error", reject);
    });
  } finally {
    listener.closeAllConnections();
    listener.close();
  }
}
