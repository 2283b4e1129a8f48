import { forgetKept, isKept } from '../use-kept';
import { fields, type Field } from './changes';
import type { Person } from './facts';

/** Per account, so that no person finds what another has typed in this tab. */
export const keyOf = ({ id }: Person, field: Field): string => `telega2go.change.${id}.${field}`;

/** Whether the person was changing something before the page was loaded again. */
export const isChanging = (user: Person): boolean => fields.some((field) => isKept(keyOf(user, field)));

export const forgetChanges = (user: Person): void => fields.forEach((field) => forgetKept(keyOf(user, field)));
