import { useEffect, useRef, useState } from 'preact/hooks';
import type { Answer, Problem } from '../src/api/problem';
import { waysIn, type RegisteredApp, type WayIn } from './app.draft';

const SCOPES = ['openid', 'profile', 'email', 'phone', 'telegram', 'offline_access'] as const;

type AppFormProps<T> = Readonly<{
  /** The app to change; without it the form is for a new one. */
  app?: RegisteredApp;
  send: (form: FormData) => Promise<Answer<T>>;
  onDone: (value: T) => void;
}>;

/** The fields of an app. The server's objection to a field stands below it. */
export function AppForm<T>({ app, send, onDone }: AppFormProps<T>) {
  const form = useRef<HTMLFormElement>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [state, setState] = useState<'idle' | 'busy' | 'done'>('idle');
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (state === 'busy') return;
    setState('busy');
    const answer = await send(new FormData(event.currentTarget as HTMLFormElement));
    setProblem(answer.ok ? null : answer.problem);
    setState(answer.ok ? 'done' : 'idle');
    if (answer.ok) onDone(answer.value);
  };
  // The faulty field may be far above the button.
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus(), [problem]);
  const field = (name: string) => ({ name, kept: app?.[name as keyof RegisteredApp], fault: faultOf(name, problem) });
  return (
    <form ref={form} class="app-form" onSubmit={submit} noValidate>
      <div class="fields">
        {!app && (
          <TextField {...field('id')} label="Client id" below="Letters, digits, . _ and -; it stays for good." />
        )}
        <TextField {...field('name')} label="Name" below="What people read." />
        <TextField {...field('domain')} label="Domain" isOptional below="What people read beside the name." />
        <TextField
          {...field('redirect_uris')}
          label="Redirect URIs"
          isLong
          below="One a line, exactly as the app sends them."
        />
      </div>
      {!app && (
        <Tick name="public" isOn={false}>
          Public: on a phone or in a browser, without a secret. It stays so for good.
        </Tick>
      )}
      <Tick name="first_party" isOn={app?.first_party ?? false}>
        The team’s own: nobody is asked whether it may know them.
      </Tick>
      <details class="more" open={OF_MORE.some((name) => faultOf(name, problem) !== undefined)}>
        <summary>More</summary>
        <div class="fields">
          <div class="field">
            <label for="app-alg">ID tokens signed by</label>
            <select id="app-alg" name="id_token_signed_response_alg">
              {['RS256', 'ES256'].map((each) => (
                <option key={each} selected={each === app?.id_token_signed_response_alg}>
                  {each}
                </option>
              ))}
            </select>
          </div>
          <TextField {...field('bot')} label="Bot" isOptional below="Its @name or its id." />
          <TextField
            {...field('post_logout_redirect_uris')}
            label="After signing out"
            isOptional
            isLong
            below="Where people may be led: one a line."
          />
          <TextField
            {...field('return_to')}
            label="Origins to lead back to"
            isOptional
            isLong
            below="From the plain web app: one a line."
          />
          <TextField
            {...field('backchannel_logout_uri')}
            label="Back-channel sign-out"
            isOptional
            below="Told that someone has signed out."
          />
          <TextField
            {...field('webhook_url')}
            label="Webhooks"
            isOptional
            below="Told what becomes of its verifications; what signs that is made below."
          />
          <TextField
            {...field('session_hours')}
            label="Hours of a sign-in"
            isOptional
            below="Then its tokens end, and people sign in anew."
          />
          <TextField
            {...field('audience')}
            label="Audience"
            isOptional
            below="What its own API is called, for access tokens that are JWTs."
          />
          <TextField
            {...field('languages')}
            label="Languages"
            isOptional
            isLong
            below="The codes of those that it speaks, such as de: one a line, the first for all others."
          />
          <TextField {...field('logo')} label="Logo" isOptional below="The address of a picture." />
          <TextField {...field('color')} label="Colour" isOptional below="Such as #1f6feb." />
        </div>
        {!app && (
          <Tick name="pairwise" isOn={false}>
            Pairwise: it knows people by names that no other app knows them by. It stays so for good.
          </Tick>
        )}
        <fieldset class="ticks">
          <legend>Ways in</legend>
          {(Object.entries(waysIn) as [WayIn, string][]).map(([way, words]) => (
            <Tick key={way} name="ways_in" value={way} isOn={app?.ways_in?.includes(way) ?? true}>
              {words}
            </Tick>
          ))}
        </fieldset>
        <fieldset class="ticks">
          <legend>It may ask for</legend>
          {SCOPES.map((scope) => (
            <Tick key={scope} name="scopes" value={scope} isOn={app?.scopes.includes(scope) ?? true}>
              {scope}
            </Tick>
          ))}
        </fieldset>
      </details>
      <p class="act">
        <button type="submit" class="button button-primary" aria-disabled={state === 'busy'}>
          {app ? 'Save' : 'Register'}
        </button>
        <span role="status">
          {problem ? <span class="app-refused">{sentenceOf(problem)}</span> : state === 'done' && 'Saved.'}
        </span>
      </p>
    </form>
  );
}

const OF_MORE = [
  ...['post_logout_redirect_uris', 'backchannel_logout_uri', 'return_to', 'logo', 'color', 'bot', 'scopes'],
  ...['id_token_signed_response_alg', 'webhook_url', 'session_hours', 'audience', 'languages', 'ways_in'],
];

type TextFieldProps = Readonly<{
  name: string;
  label: string;
  kept: unknown;
  fault: string | undefined;
  below?: string;
  isOptional?: true;
  /** It takes several lines. */
  isLong?: true;
}>;

function TextField({ name, label, kept, fault, below = '', isOptional, isLong }: TextFieldProps) {
  const id = `app-${name}`;
  const given = {
    ...{ id, name, autoComplete: 'off', spellcheck: false, 'aria-describedby': `${id}-below` },
    'aria-invalid': fault === undefined ? undefined : ('true' as const),
    defaultValue: Array.isArray(kept) ? kept.join('\n') : String(kept ?? ''),
  };
  return (
    <div class={fault === undefined ? 'field' : 'field field-wrong'}>
      <label for={id}>
        {label} {isOptional && <span class="muted">(optional)</span>}
      </label>
      {isLong ? <textarea rows={2} {...given} /> : <input type="text" {...given} />}
      <p id={`${id}-below`} class="field-below" role={fault === undefined ? undefined : 'status'}>
        {fault ?? below}
      </p>
    </div>
  );
}

type TickProps = Readonly<{ name: string; value?: string; isOn: boolean; children: preact.ComponentChildren }>;

const Tick = ({ name, value, isOn, children }: TickProps) => (
  <label class="tick">
    <input type="checkbox" name={name} value={value} defaultChecked={isOn} /> <span>{children}</span>
  </label>
);

/** The server's objection to a field, or to a part of it. */
function faultOf(name: string, problem: Problem | null): string | undefined {
  const fault = problem?.errors.find(({ field }) => field.split(/[.[]/)[0] === name);
  return fault && `It ${fault.message}.`;
}

function sentenceOf({ code }: Problem): string {
  if (code === 'invalid_request') return 'Not saved: see above.';
  if (code === 'app_exists') return 'Not saved: there is an app with this client id.';
  if (code === 'rs256_unavailable')
    return 'Not saved: RS256 needs the setting JWT_RSA_PRIVATE_KEY. Choose ES256 (More).';
  return code === 'not_found' ? 'It isn’t there any more.' : 'No answer. Try again.';
}
