import { useEffect, useRef, useState } from 'preact/hooks';
import { confirm } from '../announcer';
import type { AllowedApp } from '../api/types';
import { useAttempt } from '../attempt';
import { serverClock } from '../clock';
import { focusOn } from '../focus';
import { named } from '../parts/named';
import { NoticeBox } from '../parts/notice-box';
import { member } from '../session/member';
import { say, sayAgo, sayDay } from '../words';
import { useRowFocus } from './use-row-focus';

/** The apps that know the person, with a way to end that; empty if there are none. */
export function AllowedApps() {
  const [apps, setApps] = useState<readonly AllowedApp[]>([]);
  const list = useRowFocus();
  const asking = useAttempt(member.apps, (answer) => {
    if (!answer.ok) return;
    setApps(answer.value);
    if (apps.length > 0) list.find();
  });
  const removing = useAttempt(member.removeApp, (answer) => {
    if (answer.ok) confirm(say('apps.removed'));
    asking.run();
  });
  useEffect(() => asking.run(), []);
  if (apps.length === 0) return null;
  return (
    <section class="card">
      <h2>{say('apps.headline')}</h2>
      <p class="muted">{say('apps.sentence')}</p>
      <ul class="sign-ins" ref={list.ref}>
        {apps.map((app) => (
          <AppRow key={app.id} app={app} isBusy={removing.busy} onRemove={() => removing.run(app.id)} />
        ))}
      </ul>
      <NoticeBox attempt={asking} onRetry={() => asking.run()} />
      <NoticeBox attempt={removing} except={['not_found']} />
    </section>
  );
}

type RowProps = Readonly<{ app: AllowedApp; isBusy: boolean; onRemove: () => void }>;

function AppRow({ app, isBusy, onRemove }: RowProps) {
  const { name, domain, allowed_at, used_at } = app;
  const [isAsking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const keep = () => {
    setAsking(false);
    focusOn(() => button.current);
  };
  return (
    <li class="sign-in">
      <div>
        <p class="sign-in-device">
          {named(name, name)} {domain && <span class="muted">({domain})</span>}
        </p>
        <p class="muted">{knowledgeOf(app)}</p>
        <p class="muted">{say('sessions.since', { time: sayDay(allowed_at) })}</p>
        <p class="muted">{say('sessions.used', { ago: sayAgo(used_at, serverClock.now()) })}</p>
        {isAsking && <Question name={name} isBusy={isBusy} onRemove={onRemove} onKeep={keep} />}
      </div>
      {!isAsking && (
        <button
          type="button"
          class="button button-quiet"
          ref={button}
          aria-label={say('apps.remove.about', { app: name })}
          onClick={() => setAsking(true)}
        >
          {say('apps.remove')}
        </button>
      )}
    </li>
  );
}

type QuestionProps = Readonly<{ name: string; isBusy: boolean; onRemove: () => void; onKeep: () => void }>;

function Question({ name, isBusy, onRemove, onKeep }: QuestionProps) {
  const sentence = useRef<HTMLParagraphElement>(null);
  useEffect(() => sentence.current?.focus(), []);
  return (
    <div class="ways-in" onKeyDown={(event) => event.key === 'Escape' && onKeep()}>
      <p tabIndex={-1} ref={sentence}>
        {named(say('apps.remove.sentence', { app: name }), name)}
      </p>
      <button type="button" class="button button-wrong" aria-disabled={isBusy} onClick={onRemove}>
        {say('apps.remove.sure')}
      </button>
      <button type="button" class="button button-outline" onClick={onKeep}>
        {say('action.cancel')}
      </button>
    </div>
  );
}

const SCOPES = ['profile', 'email', 'phone', 'telegram'] as const;

function knowledgeOf({ scopes }: AllowedApp): string {
  const known = SCOPES.filter((scope) => scopes.includes(scope)).map((scope) => say(`apps.scope.${scope}`));
  return known.length > 0 ? say('apps.knows', { what: known.join(', ') }) : say('apps.knows_nothing');
}
