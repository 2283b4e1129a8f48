import { useAttempt } from '../attempt';
import { NoticeBox } from '../parts/notice-box';
import { member } from '../session/member';
import { say } from '../words';

const FILE = 'telega2go.json';

/** Everything that is known about the person, as a file. A plain link could not bring the access token along. */
export function ExportButton() {
  const asking = useAttempt(member.exportProfile, (answer) => answer.ok && save(answer.value));
  return (
    <>
      <button type="button" class="button button-outline" aria-disabled={asking.busy} onClick={() => asking.run()}>
        {say(asking.busy ? 'profile.export.busy' : 'profile.export')}
      </button>
      <NoticeBox attempt={asking} onRetry={() => asking.run()} />
    </>
  );
}

function save(file: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = FILE;
  link.click();
  // The browser has taken it over by then; some read it only after the press is over.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
