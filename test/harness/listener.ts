import type { Status } from './api';

/** Listens to the live status of a verification, and keeps what came so far. */
export class Listener {
  text = '';
  isOver = false;

  private constructor(
    readonly headers: Headers,
    private readonly leaving: AbortController,
  ) {}

  static async at(url: string, id: string, lastEventId?: string): Promise<Listener> {
    const leaving = new AbortController();
    const response = await fetch(`${url}/api/verifications/${id}/events`, {
      headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
      signal: leaving.signal,
    });
    const listener = new Listener(response.headers, leaving);
    void listener.listen(response.body!.pipeThrough(new TextDecoderStream()));
    return listener;
  }

  get statuses(): Status[] {
    return [...this.text.matchAll(/^event: status\ndata: (.*)$/gm)].map(([, json]) => JSON.parse(json!) as Status);
  }

  get lastEventId(): string {
    return [...this.text.matchAll(/^id: (.*)$/gm)].at(-1)![1]!;
  }

  get heartbeats(): number {
    return [...this.text.matchAll(/^: .*\n(?:.*\n)?event: heartbeat\ndata:\n\n/gm)].length;
  }

  leave(): void {
    this.leaving.abort();
  }

  private async listen(texts: ReadableStream<string>): Promise<void> {
    try {
      for await (const text of texts) this.text += text;
    } catch {
      // It has left.
    }
    this.isOver = true;
  }
}
