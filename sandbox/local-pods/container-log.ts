import { existsSync, statSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import type { Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";

/** How often a log that is followed is looked at, in milliseconds. */
const followMs = 200;
/** Read at a time from the end of a log. */
const chunkBytes = 65_536;
const lineFeed = 10;

/** What is read of a log: it, open, and where it is. */
export interface OpenLog {
  readonly file: string;
  readonly handle: FileHandle;
}

/** @returns up to where the log was sent. */
export async function sendLog({ handle }: OpenLog, from: number, to: Writable): Promise<number> {
  let sent = from;
  for await (const chunk of handle.createReadStream({ start: from, autoClose: false })) {
    to.write(chunk as Buffer);
    sent += (chunk as Buffer).length;
  }
  return sent;
}

/** Sends what comes, until whoever follows it leaves, or another run of the container has a log of its own. */
export async function followLog(log: OpenLog, from: number, to: Writable): Promise<void> {
  const { ino } = await log.handle.stat();
  let sent = from;
  let isOver = false;
  while (!isOver && !to.destroyed) {
    // What was written before it was put aside is still to be sent.
    isOver = !existsSync(log.file) || statSync(log.file).ino !== ino;
    sent = await sendLog(log, sent, to);
    if (!isOver) await delay(followMs);
  }
}

/** Where the last so many lines of a log begin. */
export async function startOfLastLines({ handle }: OpenLog, lines: number): Promise<number> {
  const { size } = await handle.stat();
  if (lines === 0) return size;
  let left = lines;
  for (let end = size; end > 0; end -= chunkBytes) {
    const start = Math.max(0, end - chunkBytes);
    // The line feed at the very end begins no line.
    const length = Math.min(end, size - 1) - start;
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, start);
    const ends = [...buffer.keys()].filter((at) => buffer[at] === lineFeed);
    const found = ends.at(-left);
    if (found !== undefined) return start + found + 1;
    left -= ends.length;
  }
  return 0;
}
