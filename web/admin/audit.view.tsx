import { follow } from '../src/route';
import { ListPanel } from './list.panel';
import type { AuditEntry } from './operator.client';
import { search } from './search';
import { TimeOf } from './time.of';

const SHOWN_ENTRIES = 12;

type Folded = Readonly<{ entry: AuditEntry; times: number }>;

/** The latest entries; the same entry several times in a row is shown once. */
export function AuditView({ entries }: { entries: readonly AuditEntry[] | undefined }) {
  return (
    <ListPanel name="Audit" none="Nothing has happened yet." count={entries?.length ?? null}>
      {fold(entries ?? [])
        .slice(0, SHOWN_ENTRIES)
        .map((folded) => (
          <AuditLine key={folded.entry.seq} {...folded} />
        ))}
    </ListPanel>
  );
}

function fold(entries: readonly AuditEntry[]): Folded[] {
  const folded: Folded[] = [];
  const sortOf = ({ action, actor, subject }: AuditEntry) => JSON.stringify([action, actor, subject]);
  for (const entry of entries) {
    const last = folded.at(-1);
    if (last && sortOf(last.entry) === sortOf(entry)) folded[folded.length - 1] = { ...last, times: last.times + 1 };
    else folded.push({ entry, times: 1 });
  }
  return folded;
}

function AuditLine({ entry: { at, action, actor, subject, browser, system }, times }: Folded) {
  const isToThemselves = subject?.kind === actor.kind && subject.id === actor.id;
  return (
    <li class="line">
      <p class="line-head">
        <TimeOf at={at} />
        <span>
          {inWords(action)}
          {times > 1 && ` ×${times}`}
        </span>
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

/** "user …3a52Af", which links to a search for that id. */
function Named({ kind, id }: Readonly<{ kind: string; id: string | null }>) {
  if (id === null || !SEARCHED.includes(kind)) return <>{[kind, id].filter(Boolean).join(' ')}</>;
  return (
    <a href={`#${id}`} title={id} onClick={follow(() => search.look(id))}>
      {kind} …{id.slice(-SHOWN)}
    </a>
  );
}

const WORDS: Readonly<Record<string, string>> = {
  'sign_in.succeeded': 'Signed in',
  'sign_in.failed': 'Wrong code or symbol',
  'sign_in.locked': 'Sign-in locked',
  'sign_in.cancelled': 'Sign-in cancelled',
  'sign_in.denied': 'Refused: “This wasn’t me”',
  'sign_in.approved': 'Approved on another device',
  'session.ended': 'Signed out',
  'user.created': 'Account created',
  'user.deleted': 'Account deleted',
};

/** "admin.circuit_reset" is "Admin: circuit reset". */
function inWords(action: string): string {
  const [thing = '', happened = ''] = action.replaceAll('_', ' ').split('.');
  return WORDS[action] ?? `${thing.charAt(0).toUpperCase()}${thing.slice(1)}: ${happened}`;
}
