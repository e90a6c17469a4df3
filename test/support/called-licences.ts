/** What `licences` tells `cases` of licences that were called in, and the files that it hands out, or does not. */
import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { DomainError } from '../../schema/errors.ts';
import { localDate } from '../../schema/ids.ts';
import type { EventSource, OutboxEvent, RunningSubgraph, Sources } from '../../subgraphs/kernel/index.ts';
import { createFixtures } from '../../tools/demo/fixtures.ts';

type Answer = () => Promise<Readable>;

interface Calling {
  readonly caseId: string;
  readonly body: string;
  readonly bytes: Buffer;
  /** How its file is handed out; as it is unless given. */
  readonly answer?: Answer;
}

export class CallingIssuer {
  readonly fixtures = createFixtures(61);
  readonly uscc = this.fixtures.uscc({ category: '11' });
  readonly #events: OutboxEvent[] = [];
  readonly #answers = new Map<string, Answer>();
  readonly #source: EventSource = Object.assign(
    async (after: number, limit: number) => this.#events.filter(({ position }) => position > after).slice(0, limit),
    {
      open: async (call: string, input: object) => {
        const { callId } = input as { readonly callId: string };
        const answer = this.#answers.get(callId);
        if (call !== 'openCalledFile' || answer === undefined) throw new DomainError('NOT_FOUND');
        return { stream: await answer() };
      },
    },
  );

  /** @returns key of the call, which is that of the snapshot */
  call({ caseId, body, bytes, answer }: Calling): string {
    const callId = randomUUID();
    const snapshot = {
      identifier: this.fixtures.licenceIdentifier({ typeCode: `${this.uscc}001`, issuer: this.uscc }),
      version: '001',
      typeCode: `${this.uscc}001`,
      typeName: '租赁备案证明',
      issuer: this.uscc,
      holderName: '张三',
      holderType: '111',
      holderNumber: this.fixtures.citizen({ bornOn: localDate('1990-03-07') }),
      statusAtUse: 'VALID',
      calledAt: '2026-11-20T09:00:00.000+08:00',
      useCause: '住房保障审核',
      fileBytes: bytes.length,
      digestSm3: createHash('sm3').update(bytes).digest('hex'),
      digestSha256: createHash('sha256').update(bytes).digest('hex'),
    };
    this.answer(callId, answer ?? (async () => Readable.from([bytes])));
    this.#tell({ callId, caseId, bodies: [body], snapshot });
    return callId;
  }

  /** From now on. */
  answer(callId: string, answer: Answer): void {
    this.#answers.set(callId, answer);
  }

  tellAgain(): void {
    const told = this.#events.map(({ payload }) => payload);
    for (const payload of told) this.#tell(payload);
  }

  #tell(payload: OutboxEvent['payload']): void {
    this.#events.push({ position: this.#events.length + 1, kind: 'LICENCE_CALLED', payload });
  }

  get sources(): Sources {
    return { licences: this.#source };
  }

  /** Until nothing moves; what was postponed is due again first. */
  async settle(running: RunningSubgraph): Promise<void> {
    await sql`update cases.licence_snapshot set retry_at = null where retry_at is not null`.execute(
      running.fork().getKysely(),
    );
    for (let busy = 1; busy > 0;) busy = (await running.turn(this.sources)) + (await running.backlog());
  }
}
