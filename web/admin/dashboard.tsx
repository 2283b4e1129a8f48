import { useMemo } from 'preact/hooks';
import { Icon } from '../src/parts/icons';
import { useStore } from '../src/use-store';
import { AppsView } from './apps.view';
import { AuditView } from './audit.view';
import { BotsView } from './bots.view';
import { Brand } from './brand';
import { BrowseView } from './browse.view';
import { FailuresView } from './failures.view';
import { Figures } from './figures';
import { NowView } from './now.view';
import { moment, zone } from './numbers';
import { access } from './operator.client';
import { linkTo, place, type View } from './place';
import { Plots } from './plots';
import { rangeOf } from './ranges';
import { search } from './search';
import { SearchView } from './search.view';
import { useOverview, type Overview } from './use-overview';
import { WebhooksView } from './webhooks.view';

export function Dashboard() {
  const { view, query } = useStore(place);
  const range = rangeOf(query.get('range'), '1h');
  const overview = useOverview(view === 'overview' ? range : '1h');
  return (
    <>
      <header class="operators-top">
        <Brand />
        <LiveState {...overview} />
        <nav aria-label="Views">
          <ViewLink view="overview" name="Overview" shown={view} />
          <ViewLink view="messages" name="Messages" shown={view} />
          <ViewLink view="sign-ins" name="Sign-ins" shown={view} />
          <ViewLink view="apps" name="Apps" shown={view} />
          <a class="button button-quiet" href="/api/docs">
            API
          </a>
          {access.hasKey && (
            <button type="button" class="button button-quiet" onClick={() => access.leave()}>
              Sign out
            </button>
          )}
        </nav>
      </header>
      <main class="operators">
        <NowView {...overview} />
        <SearchView />
        {view === 'overview' && <OverviewOf {...overview} range={range} />}
        {view === 'apps' && <AppsView query={query} />}
        {(view === 'messages' || view === 'sign-ins') && <BrowseView view={view} query={query} />}
      </main>
    </>
  );
}

function OverviewOf({ range, ...overview }: Overview & Readonly<{ range: ReturnType<typeof rangeOf> }>) {
  // Each of the answers renders the page; the plots are its heaviest part.
  const plots = useMemo(() => <Plots series={overview.series} range={range} />, [overview.series, range]);
  return (
    <>
      <Figures stats={overview.stats} waiting={overview.now?.waiting} />
      {plots}
      <div class="lists">
        <BotsView circuits={overview.circuits} />
        <FailuresView counts={overview.counts} />
        <WebhooksView webhooks={overview.webhooks} pending={overview.now?.waiting.webhooks} />
        <AuditView entries={overview.audit} />
      </div>
    </>
  );
}

function ViewLink({ view, name, shown }: Readonly<{ view: View; name: string; shown: View }>) {
  return (
    <a
      class="button button-quiet"
      href={linkTo(view)}
      aria-current={view === shown ? 'page' : undefined}
      // The search result is above every view.
      onClick={() => search.clear()}
    >
      {name}
    </a>
  );
}

/** How old the shown data is. Announced only when it changes between live and not. */
function LiveState({ isLive, seenAt }: Overview) {
  const at = seenAt ? `${moment(seenAt.toISOString())} (${zone()})` : null;
  return (
    <p class={`operators-state ${isLive ? '' : 'tone-careful'}`}>
      {!isLive && <Icon name="careful" />}
      <span role="status">{isLive ? 'Updated' : 'No answer. Retrying…'}</span>
      <span class="muted">{at ?? ''}</span>
    </p>
  );
}
