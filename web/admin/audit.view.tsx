import { ListPanel } from './list.panel';
import { moment } from './numbers';
import type { AuditEntry } from './operator.client';
import { search } from './search';
import { follow } from '../src/route';

/** What happened last. */
export function AuditView({ entries }: { entries: readonly AuditEntry[] | undefined }) {
  return (
    <ListPanel name="Audit" none="Nothing has happened yet." count={entries?.length ?? null}>
      {entries?.map((entry) => (
        <AuditLine key={entry.seq} {...entry} />
      ))}
    </ListPanel>
  );
}

function AuditLine({ at, action, actor, subject, browser, system }: AuditEntry) {
  const isToThemselves = subject?.kind === actor.kind && subject.id === actor.id;
  return (
    <li class="line">
      <p class="line-head">
        <time dateTime={at}>{moment(at)}</time>
        <span>{inWords(action)}</span>
      </p>
      <p class="muted">
        by <Named {...actor} />
        {subject && !isToThemselves && (
          <>
            {' '}
            on <Named {...subject} />
          </>
        )}
        {browser && `, ${browser}`}
        {system && ` on ${system}`}
      </p>
    </li>
  );
}

const SEARCHED = ['user', 'verification', 'delivery'];
const SHOWN = 6;

/** "user …3a52Af", which leads to what is known of them. */
function Named({ kind, id }: Readonly<{ kind: string; id: string | null }>) {
  if (id === null || !SEARCHED.includes(kind)) return <>{[kind, id].filter(Boolean).join(' ')}</>;
  return (
    <a href={`#${id}`} title={id} onClick={follow(() => search.look(id))}>
      {kind} …{id.slice(-SHOWN)}
    </a>
  );
}

/** "admin.circuit_reset" is "Admin: circuit reset". */
function inWords(action: string): string {
  const [thing = '', happened = ''] = action.replaceAll('_', ' ').split('.');
  return `${thing.charAt(0).toUpperCase()}${thing.slice(1)}: ${happened}`;
}
