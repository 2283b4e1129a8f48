import type { ComponentType } from 'preact';
import { say } from '../words';
import { useLazy } from './lazy';

/** A screen that few open, fetched when it is opened. */
export function later(load: () => Promise<ComponentType>) {
  return function Later() {
    const Screen = useLazy(load);
    if (Screen === undefined) return <p role="alert">{say('app.not_loaded')}</p>;
    return Screen && <Screen />;
  };
}
