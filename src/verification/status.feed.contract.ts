import { until } from '../../test/harness/until';
import type { StatusFeed } from './status.feed';

type Opened = Readonly<{ feed: StatusFeed; close: () => Promise<void> }>;

/** What every status feed promises. */
export function describeStatusFeed(name: string, open: () => Promise<Opened>): void {
  describe(`the feed of ${name}`, () => {
    let feed: StatusFeed;
    let close: () => Promise<void>;

    beforeEach(async () => ({ feed, close } = await open()));
    afterEach(() => close());

    it('tells each watcher of a verification that it changed, and no other watcher', async () => {
      // A feed that has just started tells all its watchers once more.
      const told = new Set<string>();
      const stops = ['mine', 'mine', 'another'].map((id, index) =>
        feed.subscribe(id, () => told.add(`${id} ${index}`)),
      );
      feed.publish('mine');
      await until(() => told.size >= 2, 'all who watch to be told');
      feed.publish('another');
      await until(() => told.size >= 3, 'all who watch to be told');
      stops.forEach((stop) => stop());
      expect(told).toEqual(new Set(['mine 0', 'mine 1', 'another 2']));
    });

    it('tells nothing to a watcher that has stopped, and stopping twice does no harm', async () => {
      const told = new Set<string>();
      const stop = feed.subscribe('mine', () => told.add('stopped'));
      const stopOther = feed.subscribe('mine', () => told.add('still there'));
      stop();
      stop();
      feed.publish('mine');
      await until(() => told.size > 0, 'all who watch to be told');
      stopOther();
      expect(told).toEqual(new Set(['still there']));
    });

    it('serves a thousand watchers of one verification without a warning', async () => {
      const warnings: Error[] = [];
      const note = (warning: Error) => warnings.push(warning);
      process.on('warning', note);
      const told = new Set<number>();
      const stops = Array.from({ length: 1_000 }, (_, index) => feed.subscribe('mine', () => told.add(index)));
      feed.publish('mine');
      await until(() => told.size === 1_000, 'all who watch to be told');
      await new Promise(setImmediate);
      stops.forEach((stop) => stop());
      process.off('warning', note);
      expect(warnings).toEqual([]);
    });

    it('takes a change that has no watcher', () => {
      expect(() => feed.publish('nobody')).not.toThrow();
    });
  });
}
