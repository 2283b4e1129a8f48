/** Rows as SQLite holds them: times are milliseconds since 1970, absent is NULL. */
export type Tables = {
  verifications: VerificationRow;
  deliveries: DeliveryRow;
  sessions: SessionRow;
  limits: LimitRow;
  bot_pauses: BotPauseRow;
  oidc_records: OidcRecordRow;
  probe: { id: number; at: number };
};

export type VerificationRow = {
  id: string;
  link_id: string;
  nonce: string;
  generation: number;
  revision: number;
  status: string;
  name: string;
  email: string;
  phone: string | null;
  telegram_username: string | null;
  bot_id: number;
  chat_id: number | null;
  delivery_id: string | null;
  browser: string;
  system: string;
  attempts: number;
  failure: string | null;
  door: string | null;
  created_at: number;
  start_expires_at: number;
  deadline_at: number | null;
  sent_at: number | null;
  expires_at: number | null;
  resend_at: number;
  ended_at: number | null;
  purpose: string;
  origin: string;
  user_id: string | null;
  reason: string | null;
  asked_by: string | null;
  collected_by: string | null;
  used_with: string | null;
  collected_with: string | null;
  untold: string | null;
  unproven: number;
  flow_hash: string | null;
  end_reason: string | null;
  request_id: string | null;
  app_id: string | null;
};

export type DeliveryRow = {
  id: string;
  verification_id: string;
  bot_id: number;
  chat_id: number;
  language: string;
  state: string;
  due_at: number | null;
  holder: string | null;
  claims: number;
  attempts: number;
  removal_attempts: number;
  interrupted: number;
  error: string | null;
  requested_at: number;
  deadline_at: number;
  message_id: number | null;
  sent_at: number | null;
  delete_at: number | null;
  deleted_at: number | null;
  steps: string;
  turn_at: number | null;
};

export type SessionRow = {
  id: string;
  user_id: string;
  door: string;
  browser: string;
  system: string;
  created_at: number;
  expires_at: number;
  address: string;
  used_at: number | null;
  ended_at: number | null;
  family_hash: string | null;
  token_hash: string | null;
  used_tokens: string | null;
  unused: number | null;
  changed: string | null;
  device_id: string | null;
};

export type OidcRecordRow = {
  id: string;
  model: string;
  session_id: string | null;
  grant_id: string | null;
  user_id: string | null;
  app_id: string | null;
  user_code_hash: string | null;
  sealed: string;
  consumed_at: number | null;
  expires_at: number;
  used_at: number | null;
};

export type LimitRow = { key: string; used: number; ends_at: number };

export type BotPauseRow = { bot_id: number; asked_at: number; ends_at: number };

/** The binding takes a `Date` for NULL without a word, so times are converted on the way in and out. */
export const fromDate = (date: Date | undefined): number | null => date?.getTime() ?? null;
export const toDate = (milliseconds: number | null): Date | undefined =>
  milliseconds === null ? undefined : new Date(milliseconds);
