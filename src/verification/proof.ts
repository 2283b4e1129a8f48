import { hashOf, timeOf } from '../ids';

/**
 * What a client shows to prove that it is the initiator: the id that it was given and, if a browser began the
 * verification, that browser's cookie. Neither is stored.
 */
export type Shown = Readonly<{ proof: string; flow?: string }>;

/** A time-ordered id. The hash stored in its place is longer, and never matches. */
const PROOF = /^[0-9a-z]{9}[\w-]{22}$/;

export const isProof = (text: string): boolean => PROOF.test(text);

/** The id of the verification that a proof belongs to: the proof's time, to order the index, and its hash. */
export const idOf = (proof: string): string => timeOf(proof) + hashOf(proof);
