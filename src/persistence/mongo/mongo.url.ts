/** Where a URL names no database: the driver's own default is `test`, where all kinds of experiments lie around. */
export const DEFAULT_DATABASE = 'telega2go';

/** For the driver: our default, or undefined if the URL itself names a database. */
export const databaseIn = (url: string): string | undefined =>
  /^[^/]+\/\/[^/]+\/[^?]/.test(url) ? undefined : DEFAULT_DATABASE;
