/** Says what is going on while something takes long. */
export interface Progress {
  /**
   * Runs one step of the work and says what it is at and for how long, at least every {@link heartbeatMs}, until it
   * ends.
   *
   * @param title - names the step, such as `[2/7] kube-apiserver 1.35.4`.
   */
  step<T>(title: string, work: (report: Report) => Promise<T>): Promise<T>;
  /** Says one line that stays. */
  note(line: string): void;
}

/** Says how far a step has come, such as `compiling 412/1103 packages`. */
export type Report = (status: string) => void;

/** Where progress is written: a terminal or a log. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** How long a log may be silent while a step runs, in milliseconds. */
const heartbeatMs = 4_000;
/** How often a terminal's live line is drawn, in milliseconds. */
const redrawMs = 200;

/** A terminal shows one line that changes; anything else (CI, a file) gets a line every few seconds. */
export function consoleProgress(output: ProgressOutput = process.stderr): Progress {
  return output.isTTY === true ? terminalProgress(output) : logProgress(output);
}

/** A duration as people say it: `4s`, `1m12s`, `1h02m`. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m${twoDigits(seconds % 60)}s`;
  return `${Math.floor(seconds / 3600)}h${twoDigits(Math.floor((seconds % 3600) / 60))}m`;
}

function terminalProgress(output: ProgressOutput): Progress {
  const eraseLine = "\r\x1b[K";
  const say = (line: string): void => void output.write(`${eraseLine}${line}\n`);
  return {
    note: say,
    step: (title, work) => {
      const draw = (line: string): void =>
        void output.write(`${eraseLine}${line.slice(0, (output.columns ?? 80) - 1)}`);
      return runStep({ title, say, beat: draw, beatMs: redrawMs }, work);
    },
  };
}

function logProgress(output: ProgressOutput): Progress {
  const say = (line: string): void => void output.write(`${line}\n`);
  return {
    note: say,
    step: (title, work) => {
      say(title);
      return runStep({ title, say, beat: say, beatMs: heartbeatMs }, work);
    },
  };
}

interface Step {
  readonly title: string;
  readonly say: (line: string) => void;
  readonly beat: (line: string) => void;
  readonly beatMs: number;
}

async function runStep<T>({ title, say, beat, beatMs }: Step, work: (report: Report) => Promise<T>): Promise<T> {
  const started = Date.now();
  const soFar = (): string => duration(Date.now() - started);
  let status = "";
  const timer = setInterval(() => {
    beat(`${title}: ${status}${status === "" ? "" : ", "}${soFar()}`);
  }, beatMs);
  try {
    const result = await work((next) => {
      status = next;
    });
    say(`${title}: done in ${soFar()}`);
    return result;
  } catch (error) {
    say(`${title}: failed after ${soFar()}`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

function twoDigits(count: number): string {
  return String(count).padStart(2, "0");
}
