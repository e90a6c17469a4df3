/** The public page that verifies copies, as text. No script, nothing of a record. Pure. */
import { createHash } from 'node:crypto';

/** What the page may tell of a copy. */
export interface Verdict {
  readonly kind: string;
  /** The day. */
  readonly issuedOn: string;
}

/** `ASKED_NOTHING`: neither a file nor a number with its code. */
export type Outcome = Verdict | 'NOT_VALID' | 'ASKED_NOTHING' | 'TOO_MUCH' | null;

const KINDS: Readonly<Record<string, string>> = {
  CERTIFIED: '凭证副本 · certified copy',
  WORKING: '工作副本（不具凭证效力）· working copy, no evidence',
};

const STYLE = `:root{color-scheme:light dark}
body{font:16px/1.6 system-ui,sans-serif;margin:0 auto;max-width:40rem;padding:1.5rem;color:#1b1b1b;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}
label{display:block;margin:.8rem 0 .2rem;font-weight:600}
input{font:inherit;padding:.45rem;width:100%;box-sizing:border-box;border:1px solid #595959;border-radius:4px;background:#fff;color:#1b1b1b}
button{font:inherit;margin-top:1.2rem;padding:.5rem 1.4rem;border:0;border-radius:4px;background:#8c1c13;color:#fff;cursor:pointer}
input:focus-visible,button:focus-visible{outline:3px solid #1a5fb4;outline-offset:2px}
.verdict{border-left:6px solid;padding:.6rem 1rem;margin:1rem 0;font-size:1.1rem}
.valid{border-color:#1b6b2f;background:#e8f5ec}.invalid{border-color:#8c1c13;background:#fbeae8}
p.note{color:#505050}`;

/** One style, known by its digest; the form goes nowhere but back. */
export const VERIFY_CSP = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

export function verifyPage(outcome: Outcome): string {
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>副本验证 · Verify a copy</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>档案副本验证 <span lang="en">Verify a copy</span></h1>
${verdictOf(outcome)}
<form method="post" action="/verify" enctype="multipart/form-data">
<h2>验证文件 <span lang="en">By its file</span></h2>
<label for="file">副本文件（PDF） <span lang="en">The copy, a PDF</span></label>
<input id="file" name="file" type="file" accept="application/pdf">
<h2>或按编号验证 <span lang="en">Or by its number</span></h2>
<label for="number">副本编号 <span lang="en">Number</span></label>
<input id="number" name="number" autocomplete="off" maxlength="64">
<label for="code">验证码 <span lang="en">Code</span></label>
<input id="code" name="code" autocomplete="off" maxlength="64">
<button type="submit">验证 <span lang="en">Verify</span></button>
</form>
<p class="note">上传的文件不会保存。本页只说明副本是否有效、类型和出具日期。<br>
<span lang="en">What you send is not kept. This page tells whether a copy is valid, what kind it is and when it was made.</span></p>
</main>
</body>
</html>
`;
}

function verdictOf(outcome: Outcome): string {
  if (outcome === null) return '';
  if (outcome === 'NOT_VALID') return box('invalid', '无效 <span lang="en">Not valid</span>');
  if (outcome === 'ASKED_NOTHING')
    return box(
      'invalid',
      '请选择文件，或填写编号和验证码 <span lang="en">Choose a file, or give number and code</span>',
    );
  if (outcome === 'TOO_MUCH')
    return box(
      'invalid',
      '请求过多或文件过大，请稍后再试 <span lang="en">Too often or too large: try again later</span>',
    );
  const kind = KINDS[outcome.kind] ?? '';
  return box(
    'valid',
    `有效 <span lang="en">Valid</span><br>${kind}<br>出具日期 <span lang="en">Made on</span> ${outcome.issuedOn}`,
  );
}

function box(name: string, content: string): string {
  return `<div class="verdict ${name}" role="status">${content}</div>`;
}
