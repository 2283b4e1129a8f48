import { useAttempt } from '../attempt';
import { serverClock } from '../clock';
import { NoticeBox } from '../parts/notice-box';
import { member } from '../session/member';
import { say } from '../words';

/** Everything that is known about the person, as a file. A plain link could not carry the access token. */
export function ExportButton() {
  const asking = useAttempt(member.exportProfile, (answer) => answer.ok && void save(answer.value));
  return (
    <>
      <button type="button" class="button button-outline" aria-disabled={asking.busy} onClick={() => asking.run()}>
        {say(asking.busy ? 'profile.export.busy' : 'profile.export')}
      </button>
      <NoticeBox attempt={asking} onRetry={() => asking.run()} />
    </>
  );
}

/** Indented, for people who look into it. */
async function save(file: Blob): Promise<void> {
  const text = JSON.stringify(JSON.parse(await file.text()), null, 2);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: file.type }));
  link.download = `account-${new Date(serverClock.now()).toISOString().slice(0, 10)}.json`;
  link.click();
  // By then the browser has taken it over; some read it only after the press is over.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
