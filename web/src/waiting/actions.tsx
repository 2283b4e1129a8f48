import type { ComponentChildren } from 'preact';
import { secondsLeft } from '../countdown';
import { CountdownButton } from '../parts/countdown-button';
import { go } from '../route';
import { goOn } from '../way-back';
import { say, type Words } from '../words';
import { TelegramButton } from './start-link';
import type { WaitingRoom } from './use-waiting';
import type { Action, View } from './waiting.view';

type ActionsProps = Readonly<{
  view: View;
  room: WaitingRoom;
  href: string | null;
  now: number;
  onStartAgain: () => void;
  /** What belongs to the next step. */
  children?: ComponentChildren;
}>;

/** The one next step, and below it, less prominently, what else can be done. */
export function Actions({ view, children, ...props }: ActionsProps) {
  return (
    <div class="actions">
      {view.primary && <ActionButton {...props} action={view.primary} look="primary" />}
      {children}
      <div class="actions-quiet">
        {view.others.map((action) => (
          <ActionButton key={action} {...props} action={action} look="quiet" />
        ))}
      </div>
    </div>
  );
}

type ActionButtonProps = Omit<ActionsProps, 'view' | 'children'> &
  Readonly<{ action: Action; look: 'primary' | 'quiet' }>;

const resendLabels = {
  send_new: ['action.send_new', 'action.send_new_in'],
  send_message: ['action.send_message', 'action.send_message_in'],
  new_link: ['action.new_link', 'action.new_link_in'],
} as const satisfies Partial<Record<Action, readonly [Words, Words]>>;

function ActionButton({ action, look, room, href, now, onStartAgain }: ActionButtonProps) {
  const left = secondsLeft(Date.parse(room.waiting.verification?.resend_at ?? ''), now);
  switch (action) {
    case 'open_telegram':
      return href && <TelegramButton href={href} label="action.open_telegram" look="primary" />;
    case 'send_new':
    case 'send_message':
    case 'new_link': {
      const [label, waitingLabel] = resendLabels[action];
      const { busy, run } = room.resend;
      return <CountdownButton {...{ label, waitingLabel, left, look, busy }} onPress={() => run()} />;
    }
    case 'start_again_later':
      return (
        <CountdownButton
          label="action.start_again"
          waitingLabel="action.start_again_in"
          {...{ left, look }}
          onPress={onStartAgain}
        />
      );
    case 'start_again':
      return <PlainButton label="action.start_again" look={look} onPress={onStartAgain} />;
    case 'continue':
      return <PlainButton label="action.continue" look={look} onPress={goOn} />;
    case 'sign_in_too':
      return <PlainButton label="action.sign_in_too" look={look} onPress={() => go('/')} />;
    case 'to_start':
      return <PlainButton label="action.to_start" look={look} onPress={() => go('/')} />;
    case 'cancel':
      return <PlainButton label="action.cancel" look={look} onPress={() => room.cancel.run()} />;
    default:
      return action satisfies never;
  }
}

type PlainButtonProps = Readonly<{ label: Words; look: 'primary' | 'quiet'; onPress: () => void }>;

function PlainButton({ label, look, onPress }: PlainButtonProps) {
  return (
    <button type="button" class={`button button-${look}`} onClick={onPress}>
      {say(label)}
    </button>
  );
}
