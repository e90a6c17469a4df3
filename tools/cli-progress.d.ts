/** The part of cli-progress that we use; the package brings no types. */
declare module 'cli-progress' {
  export interface Options {
    readonly format?: string;
    readonly hideCursor?: boolean;
    readonly noTTYOutput?: boolean;
    readonly notTTYSchedule?: number;
  }

  export class SingleBar {
    constructor(options: Options);
    start(total: number, startValue: number): void;
    increment(step: number): void;
    setTotal(total: number): void;
    getTotal(): number;
    update(value: number): void;
    stop(): void;
  }

  const cliProgress: { readonly SingleBar: typeof SingleBar };
  export default cliProgress;
}
