import { useEffect } from 'preact/hooks';
import { Icon, type IconName } from '../src/parts/icons';
import { BreakerButton, ReplayButton } from './acts';
import type { Finding, Now } from './operator.client';
import type { Overview } from './use-overview';

const signs: Readonly<Record<Now['status'], Readonly<{ tone: string; icon: IconName; mark: string }>>> = {
  well: { tone: 'done', icon: 'done', mark: '✓' },
  careful: { tone: 'careful', icon: 'careful', mark: '!' },
  wrong: { tone: 'wrong', icon: 'wrong', mark: '✗' },
};

/** Whether anything is wrong now: here, in the tab's title and in its icon. */
export function NowView({ now, isLive }: Pick<Overview, 'now' | 'isLive'>) {
  useTab(now, isLive);
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

/** A tab in the background says it, too. */
function useTab(now: Now | undefined, isLive: boolean): void {
  const said = !isLive ? '? No answer' : now ? `${signs[now.status].mark} ${now.summary}` : undefined;
  const icon = !isLive ? 'careful' : now?.status;
  useEffect(() => {
    document.title = [said, 'Operators'].filter(Boolean).join(' · ');
    const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
    if (link && icon) link.href = `/admin-${icon}.svg`;
  }, [said, icon]);
}
