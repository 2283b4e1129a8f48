import type { App } from '../../config/apps/app';

/**
 * One of several while one is exchanged for another. Of what an app shows, its hash alone is kept; of what webhooks to it
 * are signed by, the secret itself, sealed.
 */
export type AppSecret = Readonly<{ id: string; hash: string; createdAt: Date; expiresAt?: Date }>;

/** What an administrator may change of an app. */
export type AppDescription = Omit<
  App,
  'id' | 'isPublic' | 'subjectType' | 'secretHashes' | 'apiKeyHashes' | 'webhookSecrets'
>;

/**
 * `secrets`: by which it gets tokens; `apiKeys`: by which its back ends have people confirm something; `webhookSecrets`: by
 * which it knows that a webhook is ours.
 */
export type SecretKind = 'secrets' | 'apiKeys' | 'webhookSecrets';

/** An app that an administrator registered. */
export type RegisteredApp = AppDescription &
  Pick<App, 'id' | 'isPublic' | 'subjectType'> &
  Readonly<{
    /** In the order in which they were made. */
    secrets: readonly AppSecret[];
    apiKeys: readonly AppSecret[];
    webhookSecrets: readonly AppSecret[];
    createdAt: Date;
    /** From then on it takes no sign-ins. */
    disabledAt?: Date;
    /** When it was given a token last, to the minute. */
    lastUsedAt?: Date;
  }>;

export abstract class AppRepository {
  /** Repeating it changes nothing. @returns false if another has its id */
  abstract insert(app: RegisteredApp): Promise<boolean>;
  abstract find(id: string): Promise<RegisteredApp | undefined>;
  /** In the order of their ids, those behind `after`: `limit` at most. */
  abstract list(after: string, limit: number): Promise<RegisteredApp[]>;
  /** What is named and undefined is taken away, what is not named stays. @returns undefined if there is no such app */
  abstract change(id: string, change: Partial<AppDescription>): Promise<RegisteredApp | undefined>;
  /** One that is disabled already stays so since then. @returns undefined if there is no such app */
  abstract disable(id: string, now: Date): Promise<RegisteredApp | undefined>;
  /** @returns undefined if there is no such app */
  abstract enable(id: string): Promise<RegisteredApp | undefined>;
  /** Repeating it changes nothing. @returns undefined if there is no such app */
  abstract addSecret(id: string, kind: SecretKind, secret: AppSecret): Promise<RegisteredApp | undefined>;
  /** Keeps another hash of a secret, as long as it is this one now. */
  abstract rehash(id: string, kind: SecretKind, secret: AppSecret, hash: string): Promise<void>;
  /** @returns false if the app, or its secret, is not there */
  abstract removeSecret(id: string, kind: SecretKind, secretId: string): Promise<boolean>;
  /** Does nothing to an app that was used after `unlessSince`. */
  abstract markUsed(id: string, now: Date, unlessSince: Date): Promise<void>;
}
