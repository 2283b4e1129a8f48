import { useEffect, useRef, useState } from 'preact/hooks';
import { confirm } from '../announcer';
import type { User } from '../api/types';
import { useAttempt } from '../attempt';
import { focusOn } from '../focus';
import { InstallHint } from '../install/install-offer';
import { Headline } from '../parts/headline';
import { NoticeBox } from '../parts/notice-box';
import { Portrait } from '../parts/portrait';
import { go } from '../route';
import { member } from '../session/member';
import { say } from '../words';
import { AllowedApps } from './allowed-apps';
import { AskCard } from './ask.card';
import { DeleteAccount } from './delete-account';
import { EditForm } from './edit.form';
import { ExportButton } from './export-button';
import { Facts, type Person } from './facts';
import { isChanging } from './kept.changes';
import { MessageLanguage } from './message-language';
import { ProveEmail } from './prove-email';

type ProfileProps = Readonly<{ user: Person; onDeleted: () => void }>;

export function Profile({ user: known, onDeleted }: ProfileProps) {
  const [user, setUser] = useState<Person>(known);
  const [isEditing, setEditing] = useState(() => isChanging(known));
  const asking = useAttempt(member.profile, (answer) => answer.ok && setUser(answer.value));
  useEffect(() => asking.run(), []);
  const answer = (answered: User) => {
    setUser(answered);
    go('/profile', { replace: true });
  };
  const card = useRef<HTMLElement>(null);
  const edit = () => {
    setEditing(true);
    focusOn(() => card.current?.querySelector('input'));
  };
  const leave = () => {
    setEditing(false);
    focusOn(() => card.current?.querySelector('.edit'));
  };
  const save = (changed: User) => {
    setUser(changed);
    leave();
    confirm(say('profile.saved'));
  };
  if (isRead(user) && user.asks.length > 0) return <AskCard user={user} onAnswered={answer} />;
  return (
    <>
      <section class="card" ref={card}>
        {!isEditing && <Portrait id={user.id} name={user.name} size="large" />}
        <Headline text={isEditing ? say('profile.edit') : user.name} />
        {isEditing ? (
          <EditForm
            user={user}
            required={user.email ? ['name', 'email'] : ['name']}
            leave="action.cancel"
            onSaved={save}
            onLeave={leave}
          />
        ) : (
          <>
            <p class="muted">{say('profile.sentence')}</p>
            <Facts user={user} />
            {isRead(user) && <ProveEmail user={user} onProven={setUser} />}
            <button type="button" class="button button-outline edit" onClick={edit}>
              {say('profile.edit')}
            </button>
            <MessageLanguage user={user} isKnown={isRead(user)} onSaved={setUser} />
          </>
        )}
        <LogOut />
        <NoticeBox attempt={asking} onRetry={() => asking.run()} />
      </section>
      <AllowedApps />
      <section class="card">
        <ExportButton />
        <DeleteAccount onDeleted={onDeleted} />
      </section>
      <InstallHint />
    </>
  );
}

/** A session says less of its user than the profile does. */
const isRead = (user: Person): user is User => user.asks !== undefined;

function LogOut() {
  const leaving = useAttempt(member.logout, (answer) => {
    if (!answer.ok) return;
    go('/');
    confirm(say('profile.logged_out'));
  });
  return (
    <>
      <button type="button" class="button button-outline" aria-disabled={leaving.busy} onClick={() => leaving.run()}>
        {say('profile.log_out')}
      </button>
      <NoticeBox attempt={leaving} onRetry={() => leaving.run()} />
    </>
  );
}
