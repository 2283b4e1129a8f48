import { hashOf, timeOf } from '../ids';

/**
 * What a client shows to be the initiator: the id that they were given and, where a browser began, its cookie. Neither is
 * stored.
 */
export type Shown = Readonly<{ proof: string; flow?: string }>;

/** A time-ordered id; never what is stored in its place, which is longer. */
const PROOF = /^[0-9a-z]{9}[\w-]{22}$/;

export const isProof = (text: string): boolean => PROOF.test(text);

/** The id of the verification whose initiator holds this: its time, for the order of the index, and a hash of the whole. */
export const idOf = (proof: string): string => timeOf(proof) + hashOf(proof);
