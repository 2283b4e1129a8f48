/** What the Bot API answers if it refuses a call; `status` is both the HTTP status and the `error_code`. */
export class BotApiRefusal extends Error {
  constructor(
    readonly status: number,
    readonly description: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(description);
    this.name = 'BotApiRefusal';
  }
}

export const badRequest = (reason: string) => new BotApiRefusal(400, `Bad Request: ${reason}`);
export const forbidden = (reason: string) => new BotApiRefusal(403, `Forbidden: ${reason}`);
export const conflict = (reason: string) => new BotApiRefusal(409, `Conflict: ${reason}`);
export const tooManyRequests = (seconds: number) =>
  new BotApiRefusal(429, `Too Many Requests: retry after ${seconds}`, seconds);
