import { createHash } from 'node:crypto';
import type { Client, ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import type { Brand } from '../config/apps/app';
import type { Apps } from '../apps/apps';
import { isTold, textOn } from '../config/apps/contrast';
import { safe } from '../http/html';
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
.brand{display:flex;align-items:center;gap:.5rem;margin:0 0 1.5rem;font-weight:600;overflow-wrap:anywhere}
.brand img{width:1.5rem;height:1.5rem;object-fit:contain}
.wrong{color:#b3261e}
@media (prefers-color-scheme:dark){.wrong{color:#ff8a80}}
`;

/** The browser's `Canvas` colours. Chromium's and Firefox's dark ones differ, but too little to matter to `isTold`. */
const LIGHT_PAGE = '#ffffff';
const DARK_PAGE = '#121212';

/** The brand's colour with legible text, and a border where the page has nearly the same colour. */
function styleOf({ color }: Brand): string {
  if (color === undefined) return STYLE;
  const border = (page: string) => (isTold(color, page) ? color : textOn(page));
  const [onLight, onDark] = [border(LIGHT_PAGE), border(DARK_PAGE)];
  return `${STYLE}button.primary{background:${color};color:${textOn(color)};border-color:${onLight}}
@media (prefers-color-scheme:dark){button.primary{border-color:${onDark}}}
`;
}

/** The library takes a function for each of its pages. They show the brand of the client, or the default one. */
export function createPages(apps: Apps) {
  const brandIn = (ctx: KoaContextWithOIDC): Brand => apps.brandOf(ctx.oidc.client?.clientId);
  const textsFor = (ctx: KoaContextWithOIDC): PageTexts => textsIn(languageFor(ctx, brandIn(ctx)));
  const show: Show = (ctx, title, parts) => showAs(ctx, brandIn(ctx), { title, parts });
  return {
    ...devicePages(textsFor, show),
    ...signOutPages(textsFor, show),

    /** For errors without an app to redirect to; the OAuth error is shown for the app's developers. */
    renderError(ctx: KoaContextWithOIDC, out: ErrorOut): void {
      const texts = textsFor(ctx);
      const details = [out.error, out.error_description].filter((text) => text !== undefined).map(safe);
      show(ctx, texts.errorTitle, [`<p>${texts.errorSentence}</p>`, `<p><small>${details.join(': ')}</small></p>`]);
    },
  };
}

type TextsFor = (ctx: KoaContextWithOIDC) => PageTexts;
type Show = (ctx: KoaContextWithOIDC, title: string, parts: readonly string[]) => void;

/** Where a person types and confirms what a device without a keyboard shows. */
const devicePages = (textsFor: TextsFor, show: Show) => ({
  userCodeInputSource(ctx: KoaContextWithOIDC, form: string, _out?: ErrorOut, error?: Error): void {
    const texts = textsFor(ctx);
    const isAborted = error?.name === 'AbortedError';
    const wrong = error && `<p class="wrong" role="alert">${isAborted ? texts.deviceAborted : texts.deviceWrong}</p>`;
    show(ctx, texts.deviceTitle, [
      wrong ?? `<p>${texts.deviceAsk}</p>`,
      // Our policy forbids inline handlers, and the library gives the field no accessible name.
      form.replace(/ onfocus="[^"]*"/, '').replace(/placeholder="[^"]*"/, `aria-label="${texts.deviceCode}"`),
      `<button class="primary" form="op.deviceInputForm">${texts.next}</button>`,
    ]);
  },

  userCodeConfirmSource(
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
  },

  deviceSuccessSource(ctx: KoaContextWithOIDC): void {
    const texts = textsFor(ctx);
    show(ctx, texts.doneTitle, [`<p>${texts.doneSentence}</p>`]);
  },
});

const signOutPages = (textsFor: TextsFor, show: Show) => ({
  logoutSource(ctx: KoaContextWithOIDC, form: string): void {
    const texts = textsFor(ctx);
    show(ctx, texts.signOutTitle, [
      form,
      `<button class="primary" form="op.logoutForm" name="logout" value="yes">${texts.signOutEverywhere}</button>`,
      `<button form="op.logoutForm">${texts.signOutNot}</button>`,
    ]);
  },

  loggedOutSource(ctx: KoaContextWithOIDC): void {
    const texts = textsFor(ctx);
    show(ctx, texts.signedOutTitle, [`<p>${texts.signedOutSentence}</p>`]);
  },
});

type Shown = Readonly<{ title: string; parts: readonly string[] }>;

function showAs(ctx: KoaContextWithOIDC, brand: Brand, { title, parts }: Shown): void {
  const style = styleOf(brand);
  const name = safe(brand.name);
  const logo = brand.logo === undefined ? '' : `<img src="${safe(brand.logo)}" alt="">`;
  ctx.type = 'html';
  ctx.set('content-security-policy', policyOf(style, brand));
  ctx.body = `<!doctype html>
<html lang="${languageFor(ctx, brand)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} · ${name}</title><style>${style}</style></head>
<body><main><p class="brand">${logo}${name}</p><h1>${title}</h1>${parts.join('\n')}</main></body></html>`;
}

/**
 * Allows this one inline style, by its hash, and from other origins only the logo. There is no `form-action`: the forms
 * lead on to the app that asked, and Chromium enforces it on redirects, too.
 */
function policyOf(style: string, { logo }: Brand): string {
  const hash = createHash('sha256').update(style).digest('base64');
  const pictures = ["'self'", ...(logo === undefined ? [] : [new URL(logo).origin])];
  return [...POLICY, `style-src 'sha256-${hash}'`, `img-src ${pictures.join(' ')}`].join('; ');
}

const POLICY = ["default-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"];

/** For answers that are not one of our pages. */
export const BARE_POLICY = POLICY.join('; ');

function languageFor(ctx: KoaContextWithOIDC, { languages }: Brand) {
  const asked = ctx.oidc.params?.ui_locales ?? ctx.query.ui_locales;
  const ofApp = typeof asked === 'string' ? asked.split(' ') : [];
  return languageOf([...ofApp, ...ctx.acceptsLanguages()], languages);
}
