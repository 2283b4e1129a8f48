import { useEffect, useRef, useState } from 'preact/hooks';
import { useAttempt } from '../attempt';
import { focusOn } from '../focus';
import { NoticeBox } from '../parts/notice-box';
import { member } from '../session/member';
import { say } from '../words';

/** Asks once more before everything goes. */
export function DeleteAccount({ onDeleted }: { onDeleted: () => void }) {
  const [isAsking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const keep = () => {
    setAsking(false);
    focusOn(() => button.current);
  };
  if (isAsking) return <Confirmation onDeleted={onDeleted} onKeep={keep} />;
  return (
    <button type="button" class="button button-outline button-grave" ref={button} onClick={() => setAsking(true)}>
      {say('profile.delete')}
    </button>
  );
}

function Confirmation({ onDeleted, onKeep }: { onDeleted: () => void; onKeep: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const keep = useRef<HTMLButtonElement>(null);
  const deleting = useAttempt(member.deleteAccount, (answer) => answer.ok && onDeleted());
  useEffect(() => {
    keep.current?.scrollIntoView({ block: 'nearest' });
    heading.current?.focus({ preventScroll: true });
    const leave = ({ key }: KeyboardEvent) => key === 'Escape' && onKeep();
    document.addEventListener('keydown', leave);
    return () => document.removeEventListener('keydown', leave);
  }, []);
  return (
    <>
      <h2 tabIndex={-1} ref={heading}>
        {say('profile.delete.headline')}
      </h2>
      <p>{say('profile.delete.sentence')}</p>
      <button type="button" class="button button-wrong" aria-disabled={deleting.busy} onClick={() => deleting.run()}>
        {say(deleting.busy ? 'profile.delete.busy' : 'profile.delete.sure')}
      </button>
      <button ref={keep} type="button" class="button button-outline" onClick={onKeep}>
        {say('profile.delete.keep')}
      </button>
      <NoticeBox attempt={deleting} onRetry={() => deleting.run()} />
    </>
  );
}
