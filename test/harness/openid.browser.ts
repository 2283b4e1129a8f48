/** By a connection of its own: one that is kept may be of a product that has stopped since, at the same address. */
export function fetchAlone(url: string | URL, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('connection', 'close');
  return fetch(url, { ...init, headers });
}

/**
 * A browser without pictures or scripts: it goes where it is sent, and keeps cookies as RFC 6265 has it; when one expires
 * it tells by the clock of the server, as Chromium does.
 */
export class OpenidBrowser {
  private readonly jar: { name: string; value: string; path: string }[] = [];

  /** The instance that answers next. */
  instance: string;

  constructor(private readonly origin: string) {
    this.instance = origin;
  }

  async ask(url: string | URL, init: RequestInit = {}): Promise<Response> {
    const target = new URL(url, this.origin);
    const headers = new Headers(init.headers);
    const cookies = this.jar.filter(({ path }) => isBelow(target.pathname, path));
    if (cookies.length > 0) headers.set('cookie', cookies.map(({ name, value }) => `${name}=${value}`).join('; '));
    const { origin, pathname, search } = target;
    const answering = origin === this.origin ? new URL(pathname + search, this.instance) : target;
    const response = await fetchAlone(answering, { redirect: 'manual', ...init, headers });
    const date = response.headers.get('date')!;
    for (const line of response.headers.getSetCookie()) this.keep(line, target.pathname, Date.parse(date));
    return response;
  }

  /** Follows redirects within the product, and answers with the first address that is not one of them, or shows a page. */
  async follow(url: string | URL): Promise<URL> {
    let target = new URL(url, this.origin);
    for (;;) {
      if (target.origin !== this.origin || target.pathname.startsWith('/interaction/')) return target;
      const response = await this.ask(target);
      const location = response.headers.get('location');
      const text = await response.text();
      if (location === null) throw new Error(`${target.href} answered ${response.status}: ${text}`);
      target = new URL(location, target);
    }
  }

  /** The same, to the first page that shows something. */
  async arrive(url: string | URL): Promise<Response> {
    const response = await this.ask(url);
    const location = response.headers.get('location');
    if (location === null) return response;
    await response.text();
    return this.arrive(new URL(location, this.origin));
  }

  /** Fills in the form of a page (or of what it answered with) and sends it. */
  async submit(page: string | URL | Response, fields: Record<string, string> = {}): Promise<Response> {
    const html = await (page instanceof Response ? page : await this.ask(page)).text();
    const action = /<form[^>]* action="([^"]+)"/.exec(html)?.[1];
    if (action === undefined) throw new Error(`there is no form in ${html}`);
    const hidden = [...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
    const known = Object.fromEntries(hidden.map(([, name, value]) => [name, value]));
    return this.ask(action, { method: 'POST', body: new URLSearchParams({ ...known, ...fields }) });
  }

  async post(path: string, body: object, headers: Record<string, string> = {}) {
    const response = await this.ask(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
    const text = await response.text();
    return { status: response.status, body: JSON.parse(text || '{}') as Record<string, unknown> };
  }

  private keep(line: string, from: string, now: number): void {
    const [pair = '', ...attributes] = line.split(/; */);
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(pair.indexOf('=') + 1);
    const given = (attribute: RegExp) => attributes.find((each) => attribute.test(each))?.replace(attribute, '');
    const path = given(/^path=/i) ?? from.replace(/\/[^/]*$/, '');
    const [age, expires] = [given(/^max-age=/i), given(/^expires=/i)];
    const isOver = age === undefined ? Date.parse(expires ?? '') <= now : Number(age) <= 0;
    const at = this.jar.findIndex((each) => each.name === name && each.path === path);
    if (at >= 0) this.jar.splice(at, 1);
    if (!isOver && value !== '') this.jar.push({ name, value, path });
  }
}

const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
