/** A terminal, as far as a page is shown on it. */
export interface Screen {
  readonly rows?: number;
  write(text: string): unknown;
}

/** Control sequences of ECMA-48 and, for the second screen, of xterm. */
const SECOND_SCREEN = { on: "\u001b[?1049h\u001b[?25l", off: "\u001b[?25h\u001b[?1049l" };
const HOME = "\u001b[H";
const CLEAR_LINE = "\u001b[K";
const CLEAR_REST = "\u001b[J";

/** A text that stays in its place on a terminal while it changes. In the end the last one stands where the shell goes on. */
export class LivePage {
  private last: string | undefined;

  constructor(private readonly screen: Screen) {}

  show(text: string): void {
    if (this.last === undefined) this.screen.write(SECOND_SCREEN.on);
    this.last = text;
    const { rows = 0 } = this.screen;
    const lines = text.split("\n");
    // A line more would scroll the first one away. A terminal that says 0 does not know.
    const fits = rows === 0 || lines.length < rows;
    const shown = fits ? lines : [...lines.slice(0, Math.max(0, rows - 2)), "…"];
    this.screen.write(HOME + shown.map((line) => `${line}${CLEAR_LINE}\n`).join("") + CLEAR_REST);
  }

  end(): void {
    if (this.last !== undefined) this.screen.write(`${SECOND_SCREEN.off}${this.last}\n`);
    this.last = undefined;
  }
}
