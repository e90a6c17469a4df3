/** GraphiQL's side pane that offers the example operations. */
import { useGraphiQL, useGraphiQLActions, type GraphiQLPlugin, type MonacoEditor } from '@graphiql/react';
import { EXAMPLES, type Example } from './examples.ts';
import { TEXTS, useText } from './texts.ts';

/** The title is GraphiQL's key and its tooltip, so it cannot follow the chosen language. */
export const EXAMPLES_PLUGIN: GraphiQLPlugin = {
  title: '示例 Examples',
  icon: ExamplesIcon,
  content: ExampleList,
};

function ExampleList() {
  const t = useText();
  const { updateActiveTabValues } = useGraphiQLActions();
  const { queryEditor, variableEditor, responseEditor } = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
    responseEditor: state.responseEditor,
  }));

  function load(example: Example): void {
    replaceText(queryEditor, example.query);
    replaceText(variableEditor, variablesText(example));
    responseEditor?.setValue('');
    updateActiveTabValues({ response: null });
    queryEditor?.focus();
  }

  return (
    <section className="examples" aria-labelledby="examples-title">
      <h2 id="examples-title">{t(TEXTS.examples)}</h2>
      <p className="examples-hint">{t(TEXTS.examplesHint)}</p>
      <ul>
        {EXAMPLES.map((example) => (
          <li key={example.id}>
            <button type="button" onClick={() => load(example)}>
              <strong>{t(example.title)}</strong>
              <span>{t(example.description)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The variables as the editor shows them; empty where the operation takes none. */
export function variablesText({ variables }: Example): string {
  return Object.keys(variables).length === 0 ? '' : JSON.stringify(variables, null, 2);
}

/** Replaces as an edit, so that Ctrl-Z brings back what the user had written. */
function replaceText(editor: MonacoEditor | undefined, text: string): void {
  const model = editor?.getModel();
  if (!editor || !model) return;
  editor.pushUndoStop();
  editor.executeEdits('example', [{ range: model.getFullModelRange(), text }]);
  editor.pushUndoStop();
  editor.setScrollTop(0);
  editor.setPosition({ lineNumber: 1, column: 1 });
}

function ExamplesIcon() {
  return (
    <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M3 4.5h3M3 10h3M3 15.5h3M9 4.5h8M9 10h8M9 15.5h8" strokeLinecap="round" />
    </svg>
  );
}
