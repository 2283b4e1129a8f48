import { createHash } from 'node:crypto';
import type { Client, ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import { languageOf, textsIn, type PageTexts } from './oidc.texts';

const STYLE = `
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;margin:0;display:grid;place-items:center;min-height:100dvh;background:Canvas;color:CanvasText}
main{box-sizing:border-box;width:min(26rem,100%);padding:2rem 1.25rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .75rem}
code{display:block;font-size:1.75rem;letter-spacing:.1em;margin:.5rem 0 1rem}
input[type=text]{box-sizing:border-box;width:100%;font:inherit;font-size:1.5rem;letter-spacing:.1em;padding:.75rem;margin:.5rem 0 1rem;text-transform:uppercase}
button{box-sizing:border-box;width:100%;font:inherit;font-weight:600;padding:.75rem;margin:0 0 .75rem;border-radius:.75rem;border:1px solid currentcolor;background:none;color:inherit;cursor:pointer}
button.primary{background:#1668dc;border-color:#1668dc;color:#fff}
.wrong{color:#b3261e}
@media (prefers-color-scheme:dark){.wrong{color:#ff8a80}}
`;

/** Inline, and by its hash the only style that these pages may have. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

export function userCodeInputSource(ctx: KoaContextWithOIDC, form: string, _out?: ErrorOut, error?: Error): void {
  const texts = textsFor(ctx);
  const isAborted = error?.name === 'AbortedError';
  const wrong = error && `<p class="wrong" role="alert">${isAborted ? texts.deviceAborted : texts.deviceWrong}</p>`;
  show(ctx, texts.deviceTitle, [
    wrong ?? `<p>${texts.deviceAsk}</p>`,
    // Handlers inline are what our policy forbids; a name for what is typed is what it lacks.
    form.replace(/ onfocus="[^"]*"/, '').replace(/placeholder="[^"]*"/, `aria-label="${texts.deviceCode}"`),
    `<button class="primary" form="op.deviceInputForm">${texts.next}</button>`,
  ]);
}

export function userCodeConfirmSource(
  ctx: KoaContextWithOIDC,
  form: string,
  client: Client,
  _device: unknown,
  userCode: string,
): void {
  const texts = textsFor(ctx);
  show(ctx, texts.confirmTitle(safe(client.clientName ?? client.clientId)), [
    `<p>${texts.confirmAsk}</p><code>${safe(userCode)}</code><p>${texts.confirmWarning}</p>`,
    form,
    `<button class="primary" form="op.deviceConfirmForm">${texts.next}</button>`,
    `<button form="op.deviceConfirmForm" name="abort" value="yes">${texts.cancel}</button>`,
  ]);
}

export function deviceSuccessSource(ctx: KoaContextWithOIDC): void {
  const texts = textsFor(ctx);
  show(ctx, texts.doneTitle, [`<p>${texts.doneSentence}</p>`]);
}

export function logoutSource(ctx: KoaContextWithOIDC, form: string): void {
  const texts = textsFor(ctx);
  show(ctx, texts.signOutTitle, [
    form,
    `<button class="primary" form="op.logoutForm" name="logout" value="yes">${texts.signOutEverywhere}</button>`,
    `<button form="op.logoutForm">${texts.signOutNot}</button>`,
  ]);
}

export function loggedOutSource(ctx: KoaContextWithOIDC): void {
  const texts = textsFor(ctx);
  show(ctx, texts.signedOutTitle, [`<p>${texts.signedOutSentence}</p>`]);
}

/** Where there is nobody to lead the browser back to: the registered error stands there for who built the app. */
export function renderError(ctx: KoaContextWithOIDC, out: ErrorOut): void {
  const texts = textsFor(ctx);
  const details = [out.error, out.error_description].filter((text) => text !== undefined).map(safe);
  show(ctx, texts.errorTitle, [`<p>${texts.errorSentence}</p>`, `<p><small>${details.join(': ')}</small></p>`]);
}

function show(ctx: KoaContextWithOIDC, title: string, parts: readonly string[]): void {
  ctx.type = 'html';
  ctx.body = `<!doctype html>
<html lang="${languageFor(ctx)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1>${parts.join('\n')}</main></body></html>`;
}

const textsFor = (ctx: KoaContextWithOIDC): PageTexts => textsIn(languageFor(ctx));

function languageFor(ctx: KoaContextWithOIDC) {
  const asked = ctx.oidc.params?.ui_locales ?? ctx.query.ui_locales;
  const ofApp = typeof asked === 'string' ? asked.split(' ') : [];
  return languageOf([...ofApp, ...ctx.acceptsLanguages()]);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const safe = (text: string): string => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter]!);
