import { Announcer } from './announcer';

/** Time that passes only when the test says so. */
function aTime() {
  let now = 0;
  let waiting: Readonly<{ at: number; act: () => void }>[] = [];
  const later = (act: () => void, ms: number) => waiting.push({ at: now + ms, act });
  const pass = (ms: number) => {
    now += ms;
    const due = waiting.filter(({ at }) => at <= now);
    waiting = waiting.filter(({ at }) => at > now);
    due.forEach(({ act }) => act());
  };
  return { later, pass };
}

describe('what is said to screen readers', () => {
  it('is said twice when it happens twice: between the two there is nothing', () => {
    const { later, pass } = aTime();
    const announcer = new Announcer(later);
    const heard: string[] = [];
    announcer.said.subscribe((sentence) => heard.push(sentence));
    announcer.say('Saved.');
    pass(1000);
    announcer.say('Saved.');
    pass(1000);
    expect(heard).toEqual(['Saved.', '', 'Saved.']);
  });

  it('is gone after some seconds, but not sooner for what was said before it', () => {
    const { later, pass } = aTime();
    const announcer = new Announcer(later);
    announcer.say('Saved.');
    pass(5000);
    announcer.say('Ended.');
    pass(5000);
    expect(announcer.said.get()).toBe('Ended.');
    pass(5000);
    expect(announcer.said.get()).toBe('');
  });
});
