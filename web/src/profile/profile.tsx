import { useEffect, useState } from 'preact/hooks';
import { announce } from '../announcer';
import type { User } from '../api/types';
import { useAttempt } from '../attempt';
import { InstallHint } from '../install/install-offer';
import { Headline } from '../parts/headline';
import { later } from '../parts/later';
import { NoticeBox } from '../parts/notice-box';
import { go } from '../route';
import { member } from '../session/member';
import { say } from '../words';
import { DeleteAccount } from './delete-account';
import type { EditFormProps } from './edit.form';
import { ExportButton } from './export-button';
import { Facts, type Person } from './facts';
import { isChanging } from './kept.changes';

const EditForm = later<EditFormProps>(async () => (await import('./edit.form')).EditForm);

type ProfileProps = Readonly<{ user: Person; onDeleted: () => void }>;

export function Profile({ user: known, onDeleted }: ProfileProps) {
  const [user, setUser] = useState<Person>(known);
  const [isEditing, setEditing] = useState(() => isChanging(known));
  const asking = useAttempt(member.profile, (answer) => answer.ok && setUser(answer.value));
  useEffect(() => asking.run(), []);
  const save = (changed: User) => {
    setUser(changed);
    setEditing(false);
    announce(say('profile.saved'));
  };
  return (
    <>
      <section class="card">
        <Headline text={user.name} />
        <p class="muted">{say('profile.sentence')}</p>
        {isEditing ? (
          <EditForm user={user} onSaved={save} onKeep={() => setEditing(false)} />
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
