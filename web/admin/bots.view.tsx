import { Icon, type IconName } from '../src/parts/icons';
import { ListPanel } from './list.panel';
import { duration } from './numbers';
import type { Circuit } from './operator.client';
import type { Tone } from './verdicts';

/** Whether Telegram takes what each bot sends. */
export function BotsView({ circuits }: { circuits: readonly Circuit[] | undefined }) {
  return (
    <ListPanel name="Bots" count={circuits?.length ?? null}>
      {circuits?.map((circuit) => (
        <BotLine key={circuit.bot} {...circuit} />
      ))}
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
        {state}; sent for by {holder === null ? 'nobody' : holder === instance ? 'this instance' : holder}
      </p>
    </li>
  );
}

/** Without the whole list, of one bot: what a glance must tell. */
function conditionOf({ circuit, held_back_seconds: seconds, state }: Circuit): [Tone, IconName, string] {
  const pause = seconds > 0 ? ` for ${duration(seconds)}` : '';
  if (circuit === 'open') return ['wrong', 'wrong', `Breaker open: nothing goes out${pause}`];
  if (circuit === 'half_open') return ['careful', 'careful', 'Breaker half-open: trying one call'];
  if (seconds > 0) return ['careful', 'hourglass', `Telegram asked for a pause: held back${pause}`];
  if (!['up', 'standby'].includes(state)) return ['careful', 'careful', 'Breaker closed, but no updates come in'];
  return ['done', 'done', 'Breaker closed: messages go out'];
}
