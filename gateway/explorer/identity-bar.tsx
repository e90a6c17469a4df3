/** The bar above the editor: who asks, under which grant, for what purpose. */
import { useId, useState } from 'react';
import type { AccessRequest } from './fetcher.ts';
import type { Identity } from './identities.ts';
import { TEXTS, useText, type Bilingual, type Language } from './texts.ts';

interface IdentityBarProps {
  readonly identities: readonly Identity[] | null;
  readonly identity: Identity | null;
  readonly access: AccessRequest;
  readonly language: Language;
  readonly onIdentity: (identity: Identity) => void;
  readonly onAccess: (change: Partial<AccessRequest>) => void;
  readonly onLanguage: (language: Language) => void;
}

export function IdentityBar(props: IdentityBarProps) {
  const { identities, identity, access, onAccess } = props;
  const t = useText();
  return (
    <header className="bar">
      <div className="brand">
        <BrandMark />
        <h1>
          <span lang="zh-CN">{t(TEXTS.productZh)}</span>
          <span className="separator"> · </span>
          <small lang="en">{t(TEXTS.productEn)}</small>
        </h1>
      </div>
      <div className="access" role="group" aria-label={t(TEXTS.access)}>
        {identities === null ? (
          <TokenField onToken={(token) => onAccess({ token })} />
        ) : (
          <IdentityPicker identities={identities} identity={identity} onIdentity={props.onIdentity} />
        )}
        <HeaderField
          label={TEXTS.grant}
          header="x-sharing-grant"
          value={access.grant}
          onValue={(grant) => onAccess({ grant })}
        />
        <HeaderField
          label={TEXTS.useCause}
          header="x-use-cause"
          value={access.useCause}
          onValue={(useCause) => onAccess({ useCause })}
        />
        {mayActOnBehalf(identity) && (
          <HeaderField
            label={TEXTS.onBehalfOf}
            header="x-on-behalf-of"
            value={access.onBehalfOf}
            onValue={(onBehalfOf) => onAccess({ onBehalfOf })}
          />
        )}
      </div>
      <LanguageSwitch language={props.language} onLanguage={props.onLanguage} />
    </header>
  );
}

/** Only the national platform acts for others; whose token was typed in, the page does not know. */
function mayActOnBehalf(identity: Identity | null): boolean {
  return identity === null || identity.name === 'national-platform';
}

function IdentityPicker(props: {
  readonly identities: readonly Identity[];
  readonly identity: Identity | null;
  readonly onIdentity: (identity: Identity) => void;
}) {
  const t = useText();
  const id = useId();
  function choose(name: string): void {
    const chosen = props.identities.find((identity) => identity.name === name);
    if (chosen) props.onIdentity(chosen);
  }
  return (
    <div className="field field-identity">
      <label htmlFor={id}>
        {t(TEXTS.identity)} <span className="hint">{t(TEXTS.development)}</span>
      </label>
      <select id={id} value={props.identity?.name} onChange={(event) => choose(event.target.value)}>
        {props.identities.map(({ name, title }) => (
          <option key={name} value={name}>
            {t(title)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Holds what is being typed; the token takes effect on Enter or on leaving the field. */
function TokenField({ onToken }: { readonly onToken: (token: string) => void }) {
  const t = useText();
  const id = useId();
  const [draft, setDraft] = useState('');
  return (
    <div className="field field-identity">
      <label htmlFor={id}>
        {t(TEXTS.token)} <span className="hint">{t(TEXTS.tokenHint)}</span>
      </label>
      <input
        id={id}
        type="password"
        autoComplete="off"
        spellCheck={false}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => onToken(draft.trim())}
        onKeyDown={(event) => event.key === 'Enter' && onToken(draft.trim())}
      />
    </div>
  );
}

function HeaderField(props: {
  readonly label: Bilingual;
  readonly header: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
}) {
  const t = useText();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>
        {t(props.label)} <code className="hint">{props.header}</code>
      </label>
      <input
        id={id}
        type="text"
        autoComplete="off"
        spellCheck={false}
        placeholder={t(TEXTS.optional)}
        value={props.value}
        onChange={(event) => props.onValue(event.target.value)}
      />
    </div>
  );
}

const LANGUAGES = [
  { language: 'zh', name: '中文', lang: 'zh-CN' },
  { language: 'en', name: 'English', lang: 'en' },
] as const;

function LanguageSwitch(props: { readonly language: Language; readonly onLanguage: (language: Language) => void }) {
  const t = useText();
  return (
    <div className="languages" role="group" aria-label={t(TEXTS.language)}>
      {LANGUAGES.map(({ language, name, lang }) => (
        <button
          key={language}
          type="button"
          lang={lang}
          aria-pressed={props.language === language}
          onClick={() => props.onLanguage(language)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

function BrandMark() {
  return (
    <svg className="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" />
      <path d="M7 9.5h18v5H7zM8.5 14.5v9h15v-9M13 18h6" />
    </svg>
  );
}
