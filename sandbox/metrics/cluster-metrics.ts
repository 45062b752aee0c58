import type { CertifiedKey } from "../certificates";
import { Meter, type MeterOptions } from "./meter";
import { metricsAnswer } from "./metrics-api";
import { type FrontProxy, listenForMetrics, type MetricsServer } from "./metrics-server";
import { offerMetrics } from "./metrics-service";

/** Who trusts whom between an API server and a server that it passes requests on to. */
export interface AggregationTrust {
  readonly certificate: CertifiedKey;
  /** PEM of the authority that signed it. */
  readonly authority: string;
  readonly frontProxy: FrontProxy;
}

export interface ClusterMetricsOptions extends MeterOptions {
  readonly trust: AggregationTrust;
  readonly log: (line: string) => void;
}

/** Serves the resource metrics API of one cluster, as the metrics-server that AKS installs in each does. */
export async function serveMetrics(options: ClusterMetricsOptions): Promise<MetricsServer> {
  const { certificate, authority, frontProxy } = options.trust;
  const meter = new Meter(options);
  const answer: Parameters<typeof listenForMetrics>[0]["answer"] = (request) => metricsAnswer(request, meter);
  const server = await listenForMetrics({ certificate, frontProxy, answer, log: options.log });
  try {
    await offerMetrics(options.client, { port: server.port, authority });
    return server;
  } catch (error) {
    await server.close();
    throw error;
  }
}
