import type { StatusFeed } from './status.feed';

type Opened = Readonly<{ feed: StatusFeed; close: () => Promise<void> }>;

const PATIENCE_MS = 5_000;
const LOOK_EVERY_MS = 5;

/** What every feed of changes promises. */
export function describeStatusFeed(name: string, open: () => Promise<Opened>): void {
  describe(`the feed of ${name}`, () => {
    let feed: StatusFeed;
    let close: () => Promise<void>;

    beforeEach(async () => ({ feed, close } = await open()));
    afterEach(() => close());

    it('tells everybody who watches a verification that it changed, and nobody else', async () => {
      const told: string[] = [];
      const stops = ['mine', 'mine', 'another'].map((id, index) =>
        feed.subscribe(id, () => told.push(`${id} ${index}`)),
      );
      feed.publish('mine');
      await until(() => told.length >= 2);
      feed.publish('another');
      await until(() => told.length >= 3);
      stops.forEach((stop) => stop());
      expect(told).toEqual(['mine 0', 'mine 1', 'another 2']);
    });

    it('tells nothing to who has stopped watching, and stopping twice does no harm', async () => {
      const told: string[] = [];
      const stop = feed.subscribe('mine', () => told.push('stopped'));
      const stopOther = feed.subscribe('mine', () => told.push('still there'));
      stop();
      stop();
      feed.publish('mine');
      await until(() => told.length > 0);
      stopOther();
      expect(told).toEqual(['still there']);
    });

    it('serves a thousand watchers of one verification without a warning', async () => {
      const warnings: Error[] = [];
      const note = (warning: Error) => warnings.push(warning);
      process.on('warning', note);
      let told = 0;
      const stops = Array.from({ length: 1_000 }, () => feed.subscribe('mine', () => told++));
      feed.publish('mine');
      await until(() => told === 1_000);
      await new Promise(setImmediate);
      stops.forEach((stop) => stop());
      process.off('warning', note);
      expect(warnings).toEqual([]);
    });

    it('takes a change that nobody watches', () => {
      expect(() => feed.publish('nobody')).not.toThrow();
    });
  });
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('nobody was told');
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
