import { differing, toChange, toRequest, type RegisteredApp } from './app.draft';

const aForm = (fields: Readonly<Record<string, string | string[]>>): FormData => {
  const form = new FormData();
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) form.append(name, value);
  return form;
};

const FILLED = {
  ...{ id: ' shop ', name: ' Corner Shop ', domain: 'shop.example', logo: '', color: ' ', backchannel_logout_uri: '' },
  ...{ redirect_uris: 'https://shop.example/a\r\n\n https://shop.example/b ', post_logout_redirect_uris: '' },
  ...{ id_token_signed_response_alg: 'ES256', scopes: ['openid', 'email'], bot: '4711', return_to: '' },
  ...{ languages: 'de\r\nen', ways_in: ['code', 'approval'], session_hours: '12', audience: '', webhook_url: '' },
};

it('an app is registered as the form says, and what is left empty is not said', () => {
  expect(toRequest(aForm({ ...FILLED, public: 'on', pairwise: 'on' }))).toEqual({
    id: 'shop',
    name: 'Corner Shop',
    domain: 'shop.example',
    public: true,
    subject_type: 'pairwise',
    first_party: false,
    redirect_uris: ['https://shop.example/a', 'https://shop.example/b'],
    post_logout_redirect_uris: [],
    return_to: [],
    id_token_signed_response_alg: 'ES256',
    scopes: ['openid', 'email'],
    bot: 4711,
    languages: ['de', 'en'],
    ways_in: ['code', 'approval'],
    session_hours: 12,
  });
});

it('an app is not pairwise unless the form says so', () => {
  expect(toRequest(aForm(FILLED))).toMatchObject({ subject_type: 'public' });
});

it('an app has all ways in and languages where the form leaves none out', () => {
  const all = { ways_in: ['code', 'link', 'approval'], languages: '', session_hours: '' };
  expect(toChange(aForm({ ...FILLED, ...all }))).toMatchObject({ ways_in: null, languages: null, session_hours: null });
});

it('an app is changed in what differs alone, and loses what was emptied', () => {
  const kept = { ...toChange(aForm(FILLED)), logo: 'https://shop.example/logo.png' } as RegisteredApp;
  const change = toChange(aForm({ ...FILLED, name: 'Shop', bot: '@shop_bot', first_party: 'on' }));
  expect(differing(change, kept)).toEqual({ name: 'Shop', bot: '@shop_bot', first_party: true, logo: null });
  expect(differing(toChange(aForm(FILLED)), { ...kept, logo: null })).toEqual({});
});
