import { useState } from 'preact/hooks';
import { Icon, type IconName } from '../src/parts/icons';
import { BreakerButton } from './acts';
import { ListPanel } from './list.panel';
import { duration } from './numbers';
import type { Circuit } from './operator.client';
import { TestButton } from './timeline.view';
import type { Tone } from './verdicts';

/** Whether Telegram accepts what each bot sends. */
export function BotsView({ circuits }: { circuits: readonly Circuit[] | undefined }) {
  return (
    <ListPanel name="Bots" count={circuits?.length ?? null}>
      {circuits?.map((circuit) => (
        <BotLine key={circuit.bot} {...circuit} />
      ))}
      <li class="line">
        <TestForm />
      </li>
    </ListPanel>
  );
}

function BotLine(circuit: Circuit) {
  const { bot, username, state, held_by: holder, instance } = circuit;
  const [tone, icon, sentence] = conditionOf(circuit);
  return (
    <li class="line">
      <p class="line-name">{username === null ? `Bot ${bot}` : `@${username}`}</p>
      <p class={`verdict tone-${tone}`}>
        <Icon name={icon} />
        {sentence}
      </p>
      <p class="muted">
        {STATES[state] ?? state}, handled by{' '}
        {holder === null ? 'no instance' : holder === instance ? 'this instance' : holder}
      </p>
      {(circuit.circuit !== 'closed' || circuit.held_back_seconds > 0) && <BreakerButton bot={bot} />}
    </li>
  );
}

const STATES: Readonly<Record<string, string>> = {
  up: 'Running',
  standby: 'Running',
  starting: 'Starting',
  unreachable: 'Can’t reach Telegram',
  unauthorized: 'Token refused',
  conflict: 'Another process takes its updates',
};

/** The condition of one bot, to be understood at a glance. */
function conditionOf({ circuit, held_back_seconds: seconds, state }: Circuit): [Tone, IconName, string] {
  const pause = seconds > 0 ? ` for ${duration(seconds)}` : '';
  if (circuit === 'open') return ['wrong', 'wrong', `Breaker open: nothing goes out${pause}`];
  if (circuit === 'half_open') return ['careful', 'careful', 'Breaker half-open: trying one call'];
  if (seconds > 0) return ['careful', 'hourglass', `Telegram asked for a pause: held back${pause}`];
  if (!['up', 'standby'].includes(state)) return ['careful', 'careful', 'Breaker closed, but no updates come in'];
  return ['done', 'done', 'Breaker closed: messages go out'];
}

/** To the operator's own chat, say. */
function TestForm() {
  const [chatId, setChatId] = useState('');
  const isChat = /^[1-9]\d{0,14}$/.test(chatId);
  return (
    <div class="act">
      <label for="test-chat">Test message to chat</label>
      <input
        id="test-chat"
        inputMode="numeric"
        maxLength={15}
        autoComplete="off"
        value={chatId}
        onInput={(event) => setChatId(event.currentTarget.value.trim())}
      />
      {isChat && <TestButton key={chatId} chatId={Number(chatId)} />}
    </div>
  );
}
