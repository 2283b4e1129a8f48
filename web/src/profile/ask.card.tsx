import type { User } from '../api/types';
import { useAttempt } from '../attempt';
import { Headline } from '../parts/headline';
import { NoticeBox } from '../parts/notice-box';
import { member } from '../session/member';
import { say } from '../words';
import { EditForm } from './edit.form';

/** Asks once for what the operator would like to know beyond what Telegram tells. */
export function AskCard({ user, onAnswered }: { user: User; onAnswered: (user: User) => void }) {
  const skipping = useAttempt(member.skipAsks, (answer) => answer.ok && onAnswered(answer.value));
  const required = user.asks.filter((ask) => ask.required).map(({ field }) => field);
  return (
    <section class="card">
      <Headline text={say('asks.headline')} />
      <p class="muted">{say('asks.sentence')}</p>
      <EditForm
        user={user}
        asked={user.asks.map(({ field }) => field)}
        required={required}
        leave={required.length > 0 ? undefined : 'asks.skip'}
        // Fields that were left empty are optional, and are not asked for again.
        onSaved={(saved) => (saved.asks.length > 0 ? skipping.run() : onAnswered(saved))}
        onLeave={() => skipping.run()}
      />
      <NoticeBox attempt={skipping} onRetry={() => skipping.run()} />
    </section>
  );
}
