import type { App } from '../../config/apps/app';

/**
 * During a rotation an app has several. `hash` is a hash of a secret that the app shows; of a webhook secret, with
 * which we sign, it is the secret itself, sealed.
 */
export type AppSecret = Readonly<{ id: string; hash: string; createdAt: Date; expiresAt?: Date }>;

/** What an administrator may change about an app. */
export type AppDescription = Omit<
  App,
  'id' | 'isPublic' | 'subjectType' | 'secretHashes' | 'apiKeyHashes' | 'webhookSecrets'
>;

/**
 * `secrets`: with these it gets tokens; `apiKeys`: with these its back ends have people confirm something;
 * `webhookSecrets`: with these it verifies that a webhook is ours.
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
    /** From then on it accepts no sign-ins. */
    disabledAt?: Date;
    /** When it last got a token, to the minute. */
    lastUsedAt?: Date;
  }>;

export abstract class AppRepository {
  /** Idempotent. @returns false if another app has its id */
  abstract insert(app: RegisteredApp): Promise<boolean>;
  abstract find(id: string): Promise<RegisteredApp | undefined>;
  /** Apps with ids after `after`, in order of id: `limit` at most. */
  abstract list(after: string, limit: number): Promise<RegisteredApp[]>;
  /** A field that is undefined is removed, one that is absent stays. @returns undefined if there is no such app */
  abstract change(id: string, change: Partial<AppDescription>): Promise<RegisteredApp | undefined>;
  /** An app that is disabled already keeps its `disabledAt`. @returns undefined if there is no such app */
  abstract disable(id: string, now: Date): Promise<RegisteredApp | undefined>;
  /** @returns undefined if there is no such app */
  abstract enable(id: string): Promise<RegisteredApp | undefined>;
  /** Idempotent. @returns undefined if there is no such app */
  abstract addSecret(id: string, kind: SecretKind, secret: AppSecret): Promise<RegisteredApp | undefined>;
  /** Replaces the hash of a secret, if it still has the given one. */
  abstract rehash(id: string, kind: SecretKind, secret: AppSecret, hash: string): Promise<void>;
  /** @returns false if there is no such app or secret */
  abstract removeSecret(id: string, kind: SecretKind, secretId: string): Promise<boolean>;
  /** Does nothing to an app that was used after `unlessSince`. */
  abstract markUsed(id: string, now: Date, unlessSince: Date): Promise<void>;
}
