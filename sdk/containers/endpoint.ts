const HTTP_PORT = 80;

/** Host and port where something answers; nothing where it has no address, or listens on no port. */
export function endpoint(host: string | undefined, port: number | undefined): string | undefined {
  if (host === undefined || port === undefined) return undefined;
  return port === HTTP_PORT ? host : `${host}:${port}`;
}

/** The same as an HTTP address. */
export function endpointUrl(host: string | undefined, port: number | undefined): string | undefined {
  const where = endpoint(host, port);
  return where === undefined ? undefined : `http://${where}`;
}
