import { Icon, type IconName } from '../parts/icons';
import { say, type Words } from '../words';
import type { Progress } from './waiting.view';

const steps = ['asked', 'sending', 'telegram', 'in'] as const;

type Place = 'done' | 'current' | 'stopped' | 'ahead';

const icons: Readonly<Record<Place, IconName>> = { done: 'check', current: 'dot', stopped: 'cross', ahead: 'circle' };

/** How far the sign-in has come, in four steps. */
export function Steps({ progress }: { progress: Progress }) {
  return (
    <ol class="steps" aria-label={say('steps.label')}>
      {steps.map((step, index) => {
        const place = placeOf(index, progress);
        return (
          <li key={step} class={`step step-${place}`} aria-current={index === progress.at ? 'step' : undefined}>
            <span class="step-mark">
              <Icon name={icons[place]} />
            </span>
            <span>{say(`step.${step}`)}</span>
            <span class="visually-hidden">: {say(`steps.${place}` satisfies Words)}</span>
          </li>
        );
      })}
    </ol>
  );
}

function placeOf(index: number, { at, outcome }: Progress): Place {
  if (index < at) return 'done';
  return index > at ? 'ahead' : outcome;
}
