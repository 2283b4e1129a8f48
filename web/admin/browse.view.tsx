import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../src/api/problem';
import { serverClock } from '../src/clock';
import { DeliveryLine } from './delivery.line';
import { count } from './numbers';
import { operator } from './operator.client';
import type { Counts, Deliveries, DeliveriesQuery, SignIns, SignInsQuery } from './operator.client';
import { linkTo, type View } from './place';
import { periodOf, rangeOf, ranges, type Range } from './ranges';
import { SignInLine } from './sign-in.line';

const A_PAGE = 50;

type Listed = Readonly<{ counts: Answer<Counts>; messages?: Answer<Deliveries>; signIns?: Answer<SignIns> }>;
type BrowseProps = Readonly<{ view: Exclude<View, 'overview' | 'apps'>; query: URLSearchParams }>;

/** All messages or all sign-ins, filtered by the address; each filter is a link with its count. */
export function BrowseView({ view, query }: BrowseProps) {
  const listed = useList(view, query);
  const page = listed?.messages ?? listed?.signIns;
  const given = Object.fromEntries(query);
  const to = (changes: Record<string, string | undefined>) => linkTo(view, { ...given, cursor: undefined, ...changes });
  return (
    <section class="panel browse" aria-label={view === 'messages' ? 'Messages' : 'Sign-ins'} aria-busy={!listed}>
      <Facets view={view} query={query} counts={listed?.counts} to={to} />
      {page && !page.ok && <p>No answer. Open it again.</p>}
      <ul class="plain">
        {listed?.messages?.ok && listed.messages.value.deliveries.map((one) => <DeliveryLine key={one.id} {...one} />)}
        {listed?.signIns?.ok &&
          listed.signIns.value.verifications.map((one) => <SignInLine key={one.verification_id} {...one} />)}
      </ul>
      {page?.ok && isEmpty(listed!) && <p class="muted">Nothing fits. Take a filter away, or look further back.</p>}
      {page?.ok && page.value.next_cursor !== null && (
        <a class="button button-outline" href={to({ cursor: page.value.next_cursor })}>
          Next page
        </a>
      )}
    </section>
  );
}

const isEmpty = ({ messages, signIns }: Listed): boolean =>
  (messages?.ok ? messages.value.deliveries : signIns?.ok ? signIns.value.verifications : [1]).length === 0;

function useList(view: BrowseProps['view'], query: URLSearchParams): Listed | undefined {
  const [listed, setListed] = useState<Listed>();
  useEffect(() => {
    let isShown = true;
    void list(view, query).then((found) => isShown && setListed(found));
    return () => {
      isShown = false;
    };
  }, [view, String(query)]);
  return listed;
}

async function list(view: BrowseProps['view'], query: URLSearchParams): Promise<Listed> {
  const { from, to } = periodOf(rangeOf(query.get('range'), '24h'), serverClock.now());
  const { range: _, ...given } = Object.fromEntries(query);
  const asked = { ...given, from, to, limit: A_PAGE };
  const counts = operator.counts({ from, to });
  if (view === 'messages')
    return {
      messages: await operator.deliveries({ kind: 'message', ...asked } as DeliveriesQuery),
      counts: await counts,
    };
  return { signIns: await operator.signIns(asked as SignInsQuery), counts: await counts };
}

type Sort = Readonly<{ status: string; why: string | null; bot: number; count: number }>;
type FacetsProps = BrowseProps &
  Readonly<{ counts: Answer<Counts> | undefined; to: (changes: Record<string, string | undefined>) => string }>;

function Facets({ view, query, counts, to }: FacetsProps) {
  const all: Sort[] = !counts?.ok
    ? []
    : view === 'messages'
      ? counts.value.messages.map(({ error, ...rest }) => ({ ...rest, why: error }))
      : counts.value.verifications.map(({ reason, ...rest }) => ({ ...rest, why: reason }));
  const why = view === 'messages' ? 'error' : 'reason';
  const range = rangeOf(query.get('range'), '24h');
  const isOldest = query.get('sort') === 'oldest';
  const chosen = { status: query.get('status'), why: query.get(why), bot: query.get('bot') };
  const sum = (of: 'status' | 'why' | 'bot') => {
    const others = (Object.keys(chosen) as (typeof of)[]).filter((name) => name !== of && chosen[name] !== null);
    const fitting = all.filter((sort) => others.every((name) => String(sort[name]) === chosen[name]));
    const sums = new Map<string, number>();
    for (const sort of fitting)
      if (sort[of] !== null) sums.set(String(sort[of]), (sums.get(String(sort[of])) ?? 0) + sort.count);
    return [...sums].sort(([, a], [, b]) => b - a);
  };
  const counted = counts?.ok && counts.value.counted_since > counts.value.from ? counts.value.counted_since : null;
  return (
    <div class="facets">
      <Facet name="State" chosen={chosen.status} sums={sum('status')} to={(status) => to({ status })} />
      <Facet
        name={view === 'messages' ? 'Error' : 'Reason'}
        chosen={chosen.why}
        sums={sum('why')}
        to={(it) => to({ [why]: it })}
      />
      <Facet name="Bot" chosen={chosen.bot} sums={sum('bot')} to={(bot) => to({ bot })} />
      <p class="facet">
        <span class="muted">Time</span>
        {(Object.keys(ranges) as Range[]).map((each) => (
          <a key={each} href={to({ range: each })} aria-current={each === range ? 'true' : undefined}>
            {ranges[each].name}
          </a>
        ))}
        <a href={to({ sort: isOldest ? undefined : 'oldest' })}>{isOldest ? 'Newest first' : 'Oldest first'}</a>
      </p>
      {counted && <p class="muted">Counted since {new Date(counted).toLocaleString('en-GB')}; the counts go on.</p>}
    </div>
  );
}

type FacetProps = Readonly<{
  name: string;
  chosen: string | null;
  sums: readonly (readonly [string, number])[];
  to: (value: string | undefined) => string;
}>;

const MOST_VALUES = 12;

function Facet({ name, chosen, sums, to }: FacetProps) {
  if (sums.length === 0 && chosen === null) return null;
  const shown = sums.slice(0, MOST_VALUES);
  const isListed = chosen === null || shown.some(([value]) => value === chosen);
  return (
    <p class="facet">
      <span class="muted">{name}</span>
      <a href={to(undefined)} aria-current={chosen === null ? 'true' : undefined}>
        all
      </a>
      {[...shown, ...(isListed ? [] : [[chosen, 0] as const])].map(([value, times]) => (
        <a key={value} href={to(value)} aria-current={value === chosen ? 'true' : undefined}>
          {value} {count(times)}
        </a>
      ))}
    </p>
  );
}
