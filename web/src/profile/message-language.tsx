import { confirm } from '../announcer';
import type { User } from '../api/types';
import { useAttempt } from '../attempt';
import { languages, type Language } from '../language/language';
import { NoticeBox } from '../parts/notice-box';
import { member } from '../session/member';
import { say } from '../words';
import type { Person } from './facts';

type MessageLanguageProps = Readonly<{ user: Person; isKnown: boolean; onSaved: (user: User) => void }>;

/** The language in which the bot writes: the one that Telegram tells, or one of ours. */
export function MessageLanguage({ user, isKnown, onSaved }: MessageLanguageProps) {
  const saving = useAttempt(member.change, (answer) => {
    if (!answer.ok) return;
    onSaved(answer.value);
    confirm(say('profile.saved'));
  });
  return (
    <div class="field">
      <label for="language">{say('profile.language')}</label>
      <select
        id="language"
        disabled={!isKnown}
        value={user.language ?? ''}
        onChange={({ currentTarget }) => saving.run({ language: (currentTarget.value || null) as Language | null })}
      >
        <option value="">{say('profile.language.telegram')}</option>
        {Object.entries(languages).map(([language, name]) => (
          <option key={language} value={language} lang={language}>
            {name}
          </option>
        ))}
      </select>
      <NoticeBox attempt={saving} />
    </div>
  );
}
