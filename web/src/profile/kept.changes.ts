import { forgetKept, isKept } from '../use-kept';
import type { Person } from './facts';

/** By the account: nobody finds what another typed in this tab. */
export const keysOf = ({ id }: Person) => ({
  name: `telega2go.change.${id}.name`,
  email: `telega2go.change.${id}.email`,
});

/** Whether somebody was about to change something before the page was loaded again. */
export const isChanging = (user: Person): boolean => Object.values(keysOf(user)).some(isKept);

export const forgetChanges = (user: Person): void => Object.values(keysOf(user)).forEach(forgetKept);
