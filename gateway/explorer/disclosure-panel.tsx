/** The panel below the editor: what the answer in the current tab showed, masked or withheld, by which rule and clause. */
import { pick, useGraphiQL } from '@graphiql/react';
import { useId, useMemo, useState } from 'react';
import { OUTCOMES, parseDisclosure, type DisclosureEntry, type DisclosureSummary, type Outcome } from './disclosure.ts';
import { OUTCOME_TEXTS, REASON_TEXTS, RULE_TEXTS, TEXTS, useText } from './texts.ts';

/** `summary` is null where the answer carries none, as when the gateway refused the operation. */
interface Answer {
  readonly summary: DisclosureSummary | null;
}

/** Reads GraphiQL's own response, so that it always speaks of the answer on the screen. */
export function DisclosurePanel() {
  const answer = useAnswer();
  const t = useText();
  const id = useId();
  const [open, setOpen] = useState(true);
  const [filter, setFilter] = useState<Outcome | null>(null);
  const summary = answer?.summary ?? null;
  const entries = summary?.entries ?? [];
  const active = entries.some((entry) => entry.outcome === filter) ? filter : null;
  return (
    <section className="disclosure" aria-labelledby={`${id}-title`}>
      <div className="disclosure-head">
        <h2 id={`${id}-title`}>{t(TEXTS.disclosure)}</h2>
        {entries.length > 0 && (
          <Headline
            entries={entries}
            filter={active}
            onFilter={(outcome) => {
              setFilter(outcome);
              setOpen(true);
            }}
          />
        )}
        {summary !== null && <AnswerFacts summary={summary} />}
        <button
          type="button"
          className="toggle"
          aria-expanded={open}
          aria-controls={`${id}-body`}
          onClick={() => setOpen(!open)}
        >
          {t(open ? TEXTS.collapse : TEXTS.expand)}
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d={open ? 'M3.5 6 8 10.5 12.5 6' : 'M3.5 10 8 5.5 12.5 10'} />
          </svg>
        </button>
      </div>
      <Announcement answer={answer} />
      <div id={`${id}-body`} hidden={!open}>
        {entries.length === 0 ? (
          <p className="disclosure-empty">{t(emptyText(answer))}</p>
        ) : (
          <EntryTable entries={entries.filter((entry) => active === null || entry.outcome === active)} />
        )}
      </div>
    </section>
  );
}

/** Null before anything was run. While a new answer is awaited, the former one stays, so nothing jumps. */
function useAnswer(): Answer | null {
  const { tabs, activeTabIndex, isFetching } = useGraphiQL(pick('tabs', 'activeTabIndex', 'isFetching'));
  const response = tabs[activeTabIndex]?.response ?? '';
  const [settled, setSettled] = useState(response);
  if (!isFetching && settled !== response) setSettled(response);
  return useMemo(() => (settled === '' ? null : { summary: parseDisclosure(parseJson(settled)) }), [settled]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function emptyText(answer: Answer | null) {
  if (answer === null) return TEXTS.notRunYet;
  return answer.summary === null ? TEXTS.noSummary : TEXTS.nothingClassified;
}

/** The counts of coordinates by outcome; each is a switch that narrows the table to that outcome. */
function Headline(props: {
  readonly entries: readonly DisclosureEntry[];
  readonly filter: Outcome | null;
  readonly onFilter: (filter: Outcome | null) => void;
}) {
  const t = useText();
  return (
    <div className="headline" role="group" aria-label={t(TEXTS.filter)}>
      {OUTCOMES.toReversed().map((outcome) => {
        const count = countOf(props.entries, outcome);
        return (
          <button
            key={outcome}
            type="button"
            className="chip"
            data-outcome={outcome}
            disabled={count === 0}
            aria-pressed={props.filter === outcome}
            onClick={() => props.onFilter(props.filter === outcome ? null : outcome)}
          >
            <OutcomeIcon outcome={outcome} />
            {t(OUTCOME_TEXTS[outcome])} <b>{count}</b>
          </button>
        );
      })}
    </div>
  );
}

function AnswerFacts({ summary }: { readonly summary: DisclosureSummary }) {
  const t = useText();
  const facts = [
    { label: TEXTS.policy, value: summary.policyVersion },
    { label: TEXTS.request, value: summary.requestId },
  ];
  return (
    <dl className="facts">
      {facts.map(
        ({ label, value }) =>
          value !== null && (
            <div key={label.en}>
              <dt>{t(label)}</dt>
              <dd title={value}>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** Tells a screen reader the counts, once for each answer. */
function Announcement({ answer }: { readonly answer: Answer | null }) {
  const t = useText();
  const entries = answer?.summary?.entries ?? [];
  const counts = OUTCOMES.toReversed().map((outcome) => {
    return `${t(OUTCOME_TEXTS[outcome])} ${countOf(entries, outcome)}`;
  });
  return (
    <p className="visually-hidden" role="status">
      {answer === null ? '' : `${t(TEXTS.disclosure)}: ${counts.join(', ')}`}
    </p>
  );
}

function countOf(entries: DisclosureSummary['entries'], outcome: Outcome): number {
  return entries.filter((entry) => entry.outcome === outcome).length;
}

const COLUMNS = ['coordinate', 'outcome', 'rule', 'reason', 'clause', 'remedy', 'count'] as const;

function EntryTable({ entries }: { readonly entries: readonly DisclosureEntry[] }) {
  const t = useText();
  return (
    <div className="disclosure-scroll" role="group" tabIndex={0} aria-label={t(TEXTS.byField)}>
      <table>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className={`column-${column}`}>
                {t(TEXTS[column])}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry, index) => (
            <EntryRow key={index} entry={entry} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function EntryRow({ entry }: { readonly entry: DisclosureEntry }) {
  const t = useText();
  const rule = RULE_TEXTS[entry.rule];
  const reason = entry.reason === null ? undefined : REASON_TEXTS[entry.reason];
  return (
    <tr>
      <th scope="row">
        <code>{entry.coordinate}</code>
      </th>
      <td>
        <span className="outcome" data-outcome={entry.outcome}>
          <OutcomeIcon outcome={entry.outcome} />
          {t(OUTCOME_TEXTS[entry.outcome])}
        </span>
      </td>
      <td>
        <b>{entry.rule}</b> {rule && <span className="gloss">{t(rule)}</span>}
      </td>
      <td>
        {entry.reason === null ? '–' : <code>{entry.reason}</code>}
        {reason && <span className="gloss"> {t(reason)}</span>}
      </td>
      <td>{entry.clause ?? '–'}</td>
      <td>{entry.remedy === null ? '–' : t(entry.remedy)}</td>
      <td className="column-count">{entry.count ?? <span className="gloss">{t(TEXTS.uncounted)}</span>}</td>
    </tr>
  );
}

const OUTCOME_PATHS = {
  SHOW: 'M3.5 8.5 6.5 11.5 12.5 4.5',
  MASK: 'M8 3.2v9.6M3.9 5.6l8.2 4.8M12.1 5.6l-8.2 4.8',
  WITHHOLD: 'M4 7.2h8v6H4zM5.6 7V5.2a2.4 2.4 0 0 1 4.8 0V7',
} satisfies Record<Outcome, string>;

function OutcomeIcon({ outcome }: { readonly outcome: Outcome }) {
  return (
    <svg className="outcome-icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={OUTCOME_PATHS[outcome]} />
    </svg>
  );
}
