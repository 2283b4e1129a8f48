import { useEffect, useState } from 'preact/hooks';
import { announce } from '../announcer';
import type { User } from '../api/types';
import { useAttempt } from '../attempt';
import { InstallHint } from '../install/install-offer';
import { Headline } from '../parts/headline';
import { NoticeBox } from '../parts/notice-box';
import { go } from '../route';
import { member } from '../session/member';
import { say } from '../words';
import { AskCard } from './ask.card';
import { DeleteAccount } from './delete-account';
import { EditForm } from './edit.form';
import { ExportButton } from './export-button';
import { Facts, type Person } from './facts';
import { isChanging } from './kept.changes';

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
  const save = (changed: User) => {
    setUser(changed);
    setEditing(false);
    announce(say('profile.saved'));
  };
  if (isAsked(user)) return <AskCard user={user} onAnswered={answer} />;
  return (
    <>
      <section class="card">
        <Headline text={user.name} />
        <p class="muted">{say('profile.sentence')}</p>
        {isEditing ? (
          <EditForm
            user={user}
            required={user.email ? ['name', 'email'] : ['name']}
            leave="profile.keep"
            onSaved={save}
            onLeave={() => setEditing(false)}
          />
        ) : (
          <>
            <Facts user={user} />
            <button type="button" class="button button-outline" onClick={() => setEditing(true)}>
              {say('profile.edit')}
            </button>
          </>
        )}
        <LogOut />
        <NoticeBox attempt={asking} onRetry={() => asking.run()} />
      </section>
      <section class="card">
        <ExportButton />
        <DeleteAccount onDeleted={onDeleted} />
      </section>
      <InstallHint />
    </>
  );
}

const isAsked = (user: Person): user is User => (user.asks?.length ?? 0) > 0;

function LogOut() {
  const leaving = useAttempt(member.logout, (answer) => answer.ok && go('/'));
  return (
    <>
      <button type="button" class="button button-outline" aria-disabled={leaving.busy} onClick={() => leaving.run()}>
        {say('profile.log_out')}
      </button>
      <NoticeBox attempt={leaving} onRetry={() => leaving.run()} />
    </>
  );
}
