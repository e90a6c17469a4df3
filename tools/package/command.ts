/** What each command of `npm run package` is made of. */

export interface PackageCommand {
  /** One line, in the list of commands. */
  readonly summary: string;
  /** The whole help, without the name of the program. */
  readonly help: string;
  /** @returns the exit code */
  run(args: readonly string[]): Promise<number>;
}
