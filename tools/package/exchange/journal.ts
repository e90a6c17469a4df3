/**
 * What a run has done so far, in a file beside its work: one line for each thing that is done, and a first line that
 * says which run it is. A line that was cut off by a kill is not done.
 */
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, open, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { StartError } from '../../../subgraphs/kernel/index.ts';

export class Journal<Head extends object, Line extends object> {
  readonly head: Head;
  readonly #path: string;

  private constructor(path: string, head: Head) {
    this.#path = path;
    this.head = head;
  }

  /**
   * @param begin the head of a new run
   * @param isSame whether the run that was begun here may be taken up; false refuses it
   * @param onLine told of each line of the run that was begun
   * @throws StartError when another run was begun here
   */
  static async open<Head extends object, Line extends object>(
    path: string,
    run: {
      readonly begin: () => Head;
      readonly isSame: (head: Head) => boolean;
      readonly onLine: (line: Line) => void;
    },
  ): Promise<Journal<Head, Line>> {
    await mkdir(dirname(path), { recursive: true });
    await cutOff(path);
    let head: Head | null = null;
    for await (const text of linesOf(path)) {
      if (head !== null) {
        run.onLine(JSON.parse(text) as Line);
        continue;
      }
      head = JSON.parse(text) as Head;
      if (!run.isSame(head))
        throw new StartError(`Another run was begun in ${path}. Use another folder, or remove it.`);
    }
    if (head === null) {
      head = run.begin();
      await appendFile(path, `${JSON.stringify(head)}\n`, { flush: true });
    }
    return new Journal(path, head);
  }

  /** @param line durable when it returns, as far as a killed process goes */
  async add(line: Line): Promise<void> {
    await appendFile(this.#path, `${JSON.stringify(line)}\n`);
  }

  /** Every line of the run, the first one not among them. */
  async *lines(): AsyncIterable<Line> {
    let isFirst = true;
    for await (const text of linesOf(this.#path)) {
      if (!isFirst) yield JSON.parse(text) as Line;
      isFirst = false;
    }
  }
}

async function* linesOf(path: string): AsyncIterable<string> {
  const input = createReadStream(path);
  const isThere = await new Promise<boolean>((resolve) => {
    input.once('open', () => resolve(true));
    input.once('error', () => resolve(false));
  });
  if (!isThere) return;
  for await (const text of createInterface({ input, crlfDelay: Infinity })) if (text !== '') yield text;
}

/** A last line without its end was being written when the process was killed. */
async function cutOff(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => null);
  if (handle === null) return;
  const { size } = await handle.stat();
  let end = size;
  try {
    const byte = Buffer.alloc(1);
    while (end > 0) {
      await handle.read(byte, 0, 1, end - 1);
      if (byte[0] === 0x0a) break;
      end -= 1;
    }
  } finally {
    await handle.close();
  }
  if (end < size) await truncate(path, end);
}
