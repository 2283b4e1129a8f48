import type { components } from '../src/api/schema';

export type RegisteredApp = components['schemas']['AdministeredApp'];
export type AppRequest = components['schemas']['AppRequest'];
export type AppChange = components['schemas']['AppChangeRequest'];

/** Fields that may be left empty; null removes them. */
const OPTIONAL = ['domain', 'logo', 'color', 'backchannel_logout_uri', 'audience', 'webhook_url'] as const;

export type WayIn = NonNullable<RegisteredApp['ways_in']>[number];

/** The ways in to an app, as the form names them. */
export const waysIn: Readonly<Record<WayIn, string>> = {
  code: 'By code',
  link: 'By link',
  approval: 'By letting in the device that waits',
};

const textOf = (form: FormData, name: string): string => String(form.get(name) ?? '').trim();
const linesOf = (form: FormData, name: string): string[] => textOf(form, name).split(/\s+/).filter(Boolean);

/** A bot goes by its name, or by its id. */
const botOf = (text: string): string | number | null => (/^\d+$/.test(text) ? Number(text) : text || null);

/** It is the server that refuses what is not a number. */
const numberOf = (text: string): number | null => (text === '' ? null : Number(text));

/** Everything that the form says. */
export function toChange(form: FormData): AppChange {
  const open = form.getAll('ways_in');
  const optional = Object.fromEntries(OPTIONAL.map((name) => [name, textOf(form, name) || null]));
  return {
    name: textOf(form, 'name'),
    ...optional,
    redirect_uris: linesOf(form, 'redirect_uris'),
    post_logout_redirect_uris: linesOf(form, 'post_logout_redirect_uris'),
    return_to: linesOf(form, 'return_to'),
    first_party: form.has('first_party'),
    id_token_signed_response_alg: textOf(form, 'id_token_signed_response_alg') as 'RS256' | 'ES256',
    scopes: form.getAll('scopes') as AppRequest['scopes'],
    bot: botOf(textOf(form, 'bot')),
    languages: (linesOf(form, 'languages').length > 0 ? linesOf(form, 'languages') : null) as AppChange['languages'],
    // If all are open, a way in that comes with a later version will be, too.
    ways_in: (open.length === Object.keys(waysIn).length ? null : open) as AppChange['ways_in'],
    session_hours: numberOf(textOf(form, 'session_hours')),
  };
}

/** Includes what cannot be changed later. */
export function toRequest(form: FormData): AppRequest {
  const said = Object.entries(toChange(form)).filter(([, value]) => value !== null);
  return {
    id: textOf(form, 'id'),
    public: form.has('public'),
    subject_type: form.has('pairwise') ? 'pairwise' : 'public',
    ...Object.fromEntries(said),
  } as AppRequest;
}

/** Only what differs is sent and audited. */
export function differing(change: AppChange, app: RegisteredApp): AppChange {
  const isOther = ([name, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(app[name as keyof RegisteredApp]);
  return Object.fromEntries(Object.entries(change).filter(isOther));
}
