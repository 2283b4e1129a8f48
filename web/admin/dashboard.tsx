import { Icon } from '../src/parts/icons';
import { AuditView } from './audit.view';
import { BotsView } from './bots.view';
import { Brand } from './brand';
import { FailuresView } from './failures.view';
import { Figures } from './figures';
import { moment } from './numbers';
import { door } from './operator.client';
import { Plots } from './plots';
import { SearchView } from './search.view';
import { useOverview, type Overview } from './use-overview';

export function Dashboard() {
  const overview = useOverview();
  return (
    <>
      <header class="operators-top">
        <Brand />
        <LiveState {...overview} />
        <nav aria-label="Elsewhere">
          <a class="button button-quiet" href="/api/docs">
            API
          </a>
          {door.hasKey && (
            <button type="button" class="button button-quiet" onClick={() => door.leave()}>
              Leave
            </button>
          )}
        </nav>
      </header>
      <main class="operators">
        <SearchView />
        <Figures stats={overview.stats} circuits={overview.circuits} />
        <Plots series={overview.series} />
        <div class="lists">
          <BotsView circuits={overview.circuits} />
          <FailuresView failures={overview.failures} />
          <AuditView entries={overview.audit} />
        </div>
      </main>
    </>
  );
}

/** How old what one sees is. Said aloud only when it changes between live and not. */
function LiveState({ isLive, seenAt }: Overview) {
  const at = seenAt ? moment(seenAt.toISOString()) : null;
  return (
    <p class={`operators-state ${isLive ? 'tone-done' : 'tone-careful'}`}>
      <Icon name={isLive ? 'dot' : 'careful'} />
      <span role="status">{isLive ? 'Live' : 'No answer, trying on'}</span>
      <span class="muted">{at ?? ''}</span>
    </p>
  );
}
