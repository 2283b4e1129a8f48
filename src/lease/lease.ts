/** Who works for a bot now: polls, sends and deletes for it. */
export type Lease = Readonly<{
  botId: number;
  /** An instance. */
  holder: string;
  /** Grows whenever the lease passes on, so that nobody mistakes an earlier holding for the present one. */
  fence: number;
}>;

/** One holding of one lease: what is written under this name, no other holding can have written. */
export const nameOf = ({ botId, holder, fence }: Lease): string => `${botId}.${holder}.${fence}`;
