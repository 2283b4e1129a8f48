import { useEffect } from 'preact/hooks';
import { Icon, type IconName } from '../src/parts/icons';
import { BreakerButton, ReplayButton } from './acts';
import { moment } from './numbers';
import type { Finding, Now } from './operator.client';
import type { Overview } from './use-overview';

const signs: Readonly<Record<Now['status'], Readonly<{ tone: string; icon: IconName; mark: string }>>> = {
  well: { tone: 'done', icon: 'done', mark: '✓' },
  careful: { tone: 'careful', icon: 'careful', mark: '!' },
  wrong: { tone: 'wrong', icon: 'wrong', mark: '✗' },
};

/** Whether anything is wrong now: here, in the tab's title and in its icon. */
export function NowView({ now, nowAt, isNowLive: isLive }: Pick<Overview, 'now' | 'nowAt' | 'isNowLive'>) {
  useTab(now, isLive);
  if (!isLive && nowAt) return <Silence since={nowAt} />;
  if (!now) return <p class="now muted">{isLive ? 'Checking…' : 'No answer. Retrying…'}</p>;
  const { tone, icon } = signs[now.status];
  const [worst, ...others] = now.findings;
  return (
    <section class={`panel now tone-${tone}`} aria-label="Now" aria-live="polite">
      <h2 class="now-line">
        <Icon name={icon} />
        {now.summary}
      </h2>
      {worst && <FindingView {...worst} />}
      {others.length > 0 && (
        <ul class="plain">
          {others.map((finding) => (
            <li key={finding.code + finding.bot} class="line">
              <p class="line-name">{finding.title}</p>
              <FindingView {...finding} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What was well at the last answer may no longer be. */
function Silence({ since }: { since: Date }) {
  return (
    <section class="panel now tone-wrong" aria-label="Now" aria-live="polite">
      <h2 class="now-line">
        <Icon name="wrong" />
        No answer since {moment(since.toISOString())}
      </h2>
      <p>All that stands below is as old as that: whether anything is wrong isn’t known.</p>
      <p>
        <strong>What to do:</strong> See whether the process runs and can be reached, and read its last log lines.
      </p>
    </section>
  );
}

function FindingView({ code, bot, meaning, action }: Finding) {
  return (
    <>
      <p>{meaning}</p>
      <p>
        <strong>What to do:</strong> {action}
      </p>
      {code === 'telegram_circuit_open' && bot !== null && <BreakerButton bot={bot} />}
      {code === 'webhooks_failing' && <ReplayButton />}
    </>
  );
}

/** Shows it on a tab in the background, too. */
function useTab(now: Now | undefined, isLive: boolean): void {
  const said = !isLive ? '? No answer' : now ? `${signs[now.status].mark} ${now.summary}` : undefined;
  const icon = !isLive ? 'careful' : now?.status;
  useEffect(() => {
    document.title = [said, 'Operators'].filter(Boolean).join(' · ');
    const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
    if (link && icon) link.href = `/admin-${icon}.svg`;
  }, [said, icon]);
}
