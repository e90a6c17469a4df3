/** The explorer: identity bar, GraphiQL, disclosure panel. Keeps everything in memory, nothing in the browser. */
import type { Storage } from '@graphiql/toolkit';
import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { GraphiQL } from 'graphiql';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { DisclosurePanel } from './disclosure-panel.tsx';
import { EXAMPLES_PLUGIN, variablesText } from './example-list.tsx';
import { EXAMPLES } from './examples.ts';
import { createFetcher, type AccessRequest } from './fetcher.ts';
import type { Identity } from './identities.ts';
import { IdentityBar } from './identity-bar.tsx';
import { LanguageContext, preferredLanguage, TEXTS, useText, type Language } from './texts.ts';

/** `identities` is null in production: the user then types a bearer token. */
export function App({ identities }: { readonly identities: readonly Identity[] | null }) {
  const [language, setLanguage] = useState<Language>(() => preferredLanguage(navigator.languages));
  const [identity, setIdentity] = useState<Identity | null>(identities?.[0] ?? null);
  const [access, setAccess] = useState<AccessRequest>(() => accessOf(identity));
  const fetcher = useFetcher(access);

  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);

  function chooseIdentity(chosen: Identity): void {
    setIdentity(chosen);
    setAccess(accessOf(chosen));
  }

  return (
    <LanguageContext value={language}>
      <IdentityBar
        identities={identities}
        identity={identity}
        access={access}
        language={language}
        onIdentity={chooseIdentity}
        onAccess={(change) => setAccess((now) => ({ ...now, ...change }))}
        onLanguage={setLanguage}
      />
      <main className="editor">
        <GraphiQL
          fetcher={fetcher}
          {...(access.token === '' && NO_SCHEMA)}
          storage={MEMORY}
          shouldPersistHeaders={false}
          plugins={PLUGINS}
          visiblePlugin={EXAMPLES_PLUGIN}
          initialQuery={EXAMPLES[0].query}
          initialVariables={variablesText(EXAMPLES[0])}
          defaultQuery=""
        >
          <GraphiQL.Logo>{access.token === '' && <TokenReminder />}</GraphiQL.Logo>
          <EditorFont />
          <ClearAnswers token={access.token} />
          <DisclosurePanel />
        </GraphiQL>
      </main>
    </LanguageContext>
  );
}

function accessOf(identity: Identity | null): AccessRequest {
  return {
    token: identity?.token ?? '',
    grant: identity?.grant ?? '',
    useCause: identity?.useCause ?? '',
    onBehalfOf: identity?.onBehalfOf ?? '',
  };
}

/** Without a token there is no schema to ask for. */
const NO_SCHEMA = { schema: null };
const PLUGINS = [EXAMPLES_PLUGIN];

/**
 * GraphiQL asks for the schema whenever its fetcher changes, so this one changes with the token only.
 * What an earlier token still waits for is then given up.
 */
function useFetcher(access: AccessRequest) {
  const latest = useRef(access);
  // Before GraphiQL's own effects, which send the introspection.
  useLayoutEffect(() => {
    latest.current = access;
  });
  const { token } = access;
  const [fetcher, waiting] = useMemo(() => {
    const controller = new AbortController();
    return [createFetcher(() => ({ ...latest.current, token }), controller.signal), controller] as const;
  }, [token]);
  useEffect(
    () => () => waiting.abort(new Error('身份已变更，请求已取消。The identity changed; the request was given up.')),
    [waiting],
  );
  return fetcher;
}

/** GraphiQL names one web font and no fallback; we ship none and use what the machine has. */
function EditorFont() {
  const editors = useGraphiQL((state) => ({
    query: state.queryEditor,
    variables: state.variableEditor,
    headers: state.headerEditor,
    response: state.responseEditor,
  }));
  useEffect(() => {
    const fontFamily = getComputedStyle(document.body).getPropertyValue('--mono');
    for (const editor of Object.values(editors)) editor?.updateOptions({ fontFamily, fontSize: 13 });
  }, [editors]);
  return null;
}

/** An answer must not stand, in any tab, under the name of another than asked for it. */
function ClearAnswers({ token }: { readonly token: string }) {
  const { updateActiveTabValues } = useGraphiQLActions();
  const { tabs, responseEditor } = useGraphiQL(pick('tabs', 'responseEditor'));
  const [answered, setAnswered] = useState(token);
  useEffect(() => {
    if (answered === token) return;
    setAnswered(token);
    // GraphiQL has no action for the tabs behind the active one.
    for (const tab of tabs) tab.response = null;
    updateActiveTabValues({ response: null });
    responseEditor?.setValue('');
  }, [answered, token, tabs, updateActiveTabValues, responseEditor]);
  return null;
}

function TokenReminder() {
  const t = useText();
  return <span className="token-reminder">{t(TEXTS.loadTokenFirst)}</span>;
}

/** Stands in for localStorage: on a shared computer nothing outlives the page. */
const entries = new Map<string, string>();
const MEMORY: Storage = {
  getItem: (key) => entries.get(key) ?? null,
  setItem: (key, value) => void entries.set(key, value),
  removeItem: (key) => void entries.delete(key),
  clear: () => entries.clear(),
  get length() {
    return entries.size;
  },
};
