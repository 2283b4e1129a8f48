import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../src/api/problem';
import { Act } from './acts';
import { differing, toChange, toRequest, type RegisteredApp } from './app.draft';
import { AppForm } from './app.form';
import { ApiKeys, fresh, FreshSecret, Secrets, WebhookSecrets } from './app.secrets';
import { moment } from './numbers';
import { acts, operator, type Apps, type Counts } from './operator.client';
import { linkTo } from './place';

type AppsProps = Readonly<{ query: URLSearchParams }>;

/** The apps that people sign in to: all, one, or a new one, as the address says. */
export function AppsView({ query }: AppsProps) {
  const id = query.get('app');
  if (id !== null) return <OneApp key={id} id={id} />;
  return query.has('new') ? <NewApp /> : <AppList cursor={query.get('cursor') ?? undefined} />;
}

function AppList({ cursor }: { cursor: string | undefined }) {
  const [listed] = useAnswer<Apps>(() => operator.apps(cursor), cursor ?? '');
  const [counted] = useAnswer<Counts>(() => operator.counts(), '');
  return (
    <section class="panel browse" aria-label="Apps" aria-busy={!listed}>
      <p class="act">
        <a class="button button-outline" href={linkTo('apps', { new: '1' })}>
          Register an app
        </a>
      </p>
      {listed && !listed.ok && <p>No answer. Open it again.</p>}
      {listed?.ok && listed.value.apps.length === 0 && (
        <p class="muted">No app yet: people sign in to this service alone.</p>
      )}
      <ul class="plain">
        {listed?.ok && listed.value.apps.map((app) => <AppLine key={app.id} app={app} counted={counted} />)}
      </ul>
      {listed?.ok && listed.value.next_cursor !== null && (
        <a class="button button-outline" href={linkTo('apps', { cursor: listed.value.next_cursor })}>
          Next page
        </a>
      )}
    </section>
  );
}

type AppLineProps = Readonly<{ app: RegisteredApp; counted: Answer<Counts> | undefined }>;

const AppLine = ({ app, counted }: AppLineProps) => (
  <li class="line">
    <p class="line-head">
      <a class="line-name" href={linkTo('apps', { app: app.id })}>
        <bdi>{app.name}</bdi>
      </a>
      <span class="id">{app.id}</span>
      <span class="line-state">{stateOf(app)}</span>
    </p>
    <p class="muted">{app.redirect_uris.join(', ') || 'No redirect URI: it shows codes for devices alone.'}</p>
    <p class="muted">{[useOf(app), figuresOf(app, counted)].filter(Boolean).join(' · ')}</p>
  </li>
);

/** Of the last day; people who are signed in here already are not counted. */
function figuresOf({ id }: RegisteredApp, counted: Answer<Counts> | undefined): string {
  if (!counted?.ok) return '';
  const found = counted.value.apps.find(({ app }) => app === id);
  if (!found) return 'no sign-in in the last day';
  return `in the last day ${found.verified} signed in, ${found.failed} did not; the last began ${moment(found.last_at)}`;
}

function NewApp() {
  return (
    <section class="panel browse" aria-label="New app">
      <BackToAll />
      <h2 class="panel-name">Register an app</h2>
      <AppForm
        send={(form) => acts.registerApp(toRequest(form))}
        onDone={({ id, secret }) => {
          location.hash = linkTo('apps', { app: id });
          if (secret !== null) fresh.set({ id, secret });
        }}
      />
    </section>
  );
}

function OneApp({ id }: { id: string }) {
  const [answer, look] = useAnswer<RegisteredApp>(() => operator.app(id), id);
  const [counted] = useAnswer<Counts>(() => operator.counts(), id);
  const app = answer?.ok ? answer.value : undefined;
  useEffect(() => () => fresh.set(null), []);
  return (
    <section class="panel browse" aria-label={app?.name ?? 'App'} aria-busy={!answer}>
      <BackToAll />
      {answer && !answer.ok && (
        <p>{answer.problem.code === 'not_found' ? 'There’s no such app.' : 'No answer. Open it again.'}</p>
      )}
      {app && <AppHead app={app} counted={counted} />}
      {app?.source === 'file' && <Facts {...app} />}
      {app?.source === 'registry' && (
        <>
          <FreshSecret id={id} />
          <AppForm app={app} send={(form) => save(app, form)} onDone={look} />
          {!app.public && <Secrets app={app} onChange={look} />}
          <ApiKeys app={app} onChange={look} />
          {app.webhook_url !== null && <WebhookSecrets app={app} onChange={look} />}
          <Switch app={app} onChange={look} />
        </>
      )}
    </section>
  );
}

/** If nothing differs, nothing is sent, so that the audit has no empty change. */
async function save(app: RegisteredApp, form: FormData): Promise<Answer<RegisteredApp>> {
  const change = differing(toChange(form), app);
  return Object.keys(change).length === 0 ? { ok: true, value: app } : acts.changeApp(app.id, change);
}

const AppHead = ({ app, counted }: AppLineProps) => (
  <>
    <h2 class="panel-name">
      <bdi>{app.name}</bdi>
    </h2>
    <p class="line-head">
      <span class="id">{app.id}</span>
      <span>{app.public ? 'public' : 'with a secret'}</span>
      {app.subject_type === 'pairwise' && <span>pairwise</span>}
      <span class="muted">{useOf(app)}</span>
      <span class="line-state">{stateOf(app)}</span>
    </p>
    <p class="muted">{figuresOf(app, counted)}</p>
  </>
);

const Facts = (app: RegisteredApp) => (
  <>
    <p>It’s declared in the file that APPS_FILE names: change it there.</p>
    <ul class="plain">
      {app.redirect_uris.map((uri) => (
        <li key={uri} class="line id">
          {uri}
        </li>
      ))}
    </ul>
  </>
);

function Switch({ app: { id, state }, onChange }: Readonly<{ app: RegisteredApp; onChange: () => void }>) {
  return state === 'disabled' ? (
    <Act
      name="Enable"
      question="Let people sign in to it again?"
      act={() => acts.enableApp(id)}
      done={() => (onChange(), 'Enabled.')}
    />
  ) : (
    <Act
      name="Disable"
      question="Refuse sign-ins to it, and end for good all that it holds? People stay signed in here."
      act={() => acts.disableApp(id)}
      done={() => (onChange(), 'Disabled.')}
    />
  );
}

const BackToAll = () => (
  <p>
    <a class="link" href={linkTo('apps')}>
      All apps
    </a>
  </p>
);

const stateOf = ({ state, source }: RegisteredApp): string => (source === 'file' ? 'in APPS_FILE' : state);

/** The use of an app in the file is not recorded. */
function useOf({ source, last_used_at: usedAt }: RegisteredApp): string {
  if (source === 'file') return '';
  return usedAt === null ? 'has asked for no tokens yet' : `last asked for tokens ${moment(usedAt)}`;
}

/** Asked when it is shown, and again after each change. What was known stays until the new answer comes. */
function useAnswer<T>(ask: () => Promise<Answer<T>>, of: string): [Answer<T> | undefined, () => void] {
  const [answer, setAnswer] = useState<Answer<T>>();
  const [looks, setLooks] = useState(0);
  useEffect(() => {
    let isShown = true;
    void ask().then((told) => isShown && setAnswer(told));
    return () => {
      isShown = false;
    };
  }, [of, looks]);
  return [answer, () => setLooks((before) => before + 1)];
}
