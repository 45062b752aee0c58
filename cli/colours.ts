import pc from "picocolors";

/** What colours the words for people; without colours it changes nothing. */
export type Colours = Pick<ReturnType<typeof pc.createColors>, "bold" | "dim" | "green" | "red" | "yellow">;

/**
 * Colours where a person reads: on a terminal, or where `FORCE_COLOR` asks for them. What goes to a pipe or a file is plain,
 * also in a pipeline, because scripts read it.
 *
 * @see https://nodejs.org/docs/latest-v20.x/api/tty.html#writestreamhascolorscount-env for what a terminal decides by
 */
export const outputColours: Colours = pc.createColors(
  process.stdout.isTTY ? process.stdout.hasColors() : (process.env["FORCE_COLOR"] ?? "0") !== "0",
);
