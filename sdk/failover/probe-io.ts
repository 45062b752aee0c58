import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import { type EndpointProbeSpec, EndpointScheme } from "./endpoint-probe";
import { type AskedPod, isRightStatus, type ProbeAnswer, type Prober } from "./probe-round";

/**
 * Asks pods at their own addresses, which only reaches them from inside the virtual network. Like the kubelet, it takes
 * any certificate: a pod's is not made out to its address.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
 */
export const directProber: Prober = (pod, probe) =>
  probe.scheme === EndpointScheme.tcp ? connects(pod, probe) : answers(pod, probe);

function answers({ ip }: AskedPod, probe: EndpointProbeSpec): Promise<ProbeAnswer> {
  const { scheme, path, port, timeoutSeconds } = probe;
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(timeoutSeconds * 1000);
    const options = { host: ip, port, path, signal, agent: false, headers: { Connection: "close" } } as const;
    const onAnswer = (answer: { readonly statusCode?: number | undefined; destroy(): unknown }): void => {
      const status = answer.statusCode ?? 0;
      // Its status is all there is to know.
      answer.destroy();
      resolve({ isRight: isRightStatus(status, probe), words: `HTTP ${status}` });
    };
    const outgoing =
      scheme === EndpointScheme.https
        ? httpsRequest({ ...options, rejectUnauthorized: false }, onAnswer)
        : httpRequest(options, onAnswer);
    outgoing.on("error", (error) => {
      resolve({ isRight: false, words: signal.aborted ? silence(probe) : error.message });
    });
    outgoing.end();
  });
}

function connects({ ip }: AskedPod, probe: EndpointProbeSpec): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host: ip, port: probe.port });
    const end = (answer: ProbeAnswer): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(probe.timeoutSeconds * 1000, () => {
      end({ isRight: false, words: silence(probe) });
    });
    socket.on("error", (error) => {
      end({ isRight: false, words: error.message });
    });
    socket.on("connect", () => {
      end({ isRight: true, words: "connected" });
    });
  });
}

function silence({ timeoutSeconds }: EndpointProbeSpec): string {
  return `no answer within ${timeoutSeconds} s`;
}
