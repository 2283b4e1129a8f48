import { ListPanel } from './list.panel';
import { count } from './numbers';
import type { Counts } from './operator.client';
import { linkTo } from './place';

const MOST = 8;

/** Why messages were given up during the last day, the most frequent reason first; each links to its messages. */
export function FailuresView({ counts }: { counts: Counts | undefined }) {
  const failed = counts?.messages.filter(({ status, error }) => status === 'failed' && error !== 'superseded');
  return (
    <ListPanel name="Failed messages" none="No failures in the last 24 hours." count={failed?.length ?? null}>
      {failed?.slice(0, MOST).map(({ error, bot, count: times }) => (
        <li key={`${bot} ${error}`} class="line">
          <p class="line-head">
            <a href={linkTo('messages', { status: 'failed', error, bot: String(bot) })}>{error ?? 'no reason kept'}</a>
            <span class="line-state">×{count(times)}</span>
          </p>
        </li>
      ))}
    </ListPanel>
  );
}
