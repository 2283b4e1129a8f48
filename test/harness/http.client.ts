export type Answer<T = Record<string, unknown>> = Readonly<{ status: number; headers: Headers; body: T }>;

/** Asks a server as a program would. */
export class HttpClient {
  constructor(readonly url: string) {}

  get<T>(path: string, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.request<T>('GET', path, undefined, headers);
  }

  post<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.request<T>('POST', path, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
  }

  patch<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.request<T>('PATCH', path, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
  }

  delete<T>(path: string): Promise<Answer<T>> {
    return this.request<T>('DELETE', path);
  }

  /** A request as it is written, for bodies that are not JSON. */
  async request<T>(
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.url}${path}`, { method, body, headers });
    return answerOf(response.status, response.headers, await response.text());
  }
}

/** The body of an answer, read as what it says that it is. */
export function answerOf<T>(status: number, headers: Headers, text: string): Answer<T> {
  const isJson = /[/+]json/.test(headers.get('content-type') ?? '');
  return { status, headers, body: (isJson ? JSON.parse(text) : text) as T };
}
