/** Says something to whoever runs `pulumi`: the engine shows what a dynamic resource writes to standard error. */
export function say(line: string): void {
  console.error(line);
}
