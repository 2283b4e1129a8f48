import type { ComponentType } from 'preact';
import { say } from '../words';
import { useLazy } from './lazy';

/** A screen, or a part of one, that few people open: loaded when it is opened. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  return function Later(props: Props) {
    const Screen = useLazy(load);
    if (Screen === undefined) return <p role="alert">{say('app.not_loaded')}</p>;
    return Screen && <Screen {...props} />;
  };
}
