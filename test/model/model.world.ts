import { Logger } from '@nestjs/common';
import { AppError } from '../../src/errors';
import type { Delivery } from '../../src/delivery/delivery';
import { People, type Person } from './model.people';
import { Broken, Promises } from './model.promises';
import { ModelRun, type Ground, type House } from './model.run';
import type { OfAll, OfHolder, Step } from './model.steps';
import { ModelTelegram } from './model.telegram';
import { modelTime } from './model.time';

const LOOK_MS = 250;
/** What stays where it should not is seen before its time ends it. */
const MOST_PAUSE_MS = 5_000;
const MOST_LOOKS = 2_000;
const WRONG = '0'.repeat(10);
const CHATS = [11, 12, 13];
const immediate = () => new Promise<void>((resolve) => setImmediate(resolve));
const at = <T>(all: readonly T[], index: number): T | undefined => all[index % Math.max(1, all.length)];

/** The product, its people and Telegram, and a time that passes only between steps. */
export class World {
  private readonly ground: Ground;
  private readonly telegram = new ModelTelegram();
  private readonly people: People;
  private readonly promises: Promises;
  private readonly rowIds = new Set<string>();
  private runs: ModelRun[] = [];
  private started = 0;
  /** Where a write was lost, a message may have to wait for its time. */
  private hadTrouble = false;
  private surprise: unknown;

  constructor(
    private readonly house: House,
    private readonly botId: number,
  ) {
    modelTime.begin();
    Logger.prototype.error = ({ error }: { error?: unknown }) => error instanceof Error && this.note(error);
    this.ground = { botId, telegram: this.telegram, pending: 0 };
    this.people = new People(botId, this.telegram);
    this.promises = new Promises(house, this.people, this.telegram);
  }

  /** Plays a schedule, then lets everything end well. @throws Broken */
  async play(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      await this.take(step);
      await this.check();
    }
    await this.rest();
  }

  private async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'register':
        return this.ask((run) => this.people.register(run, step.chat === undefined ? undefined : at(CHATS, step.chat)));
      case 'press start':
        return this.askFor(step, (run, person) => this.people.start(run, person, at(CHATS, step.chat)!));
      case 'resend':
        return this.askFor(step, (run, person) => this.people.resend(run, person));
      case 'cancel':
        return this.askFor(step, (run, person) => this.people.cancel(run, person));
      case 'type a wrong code':
        return this.askFor(step, async (run, person) => void (await this.people.type(run, person, WRONG)));
      case 'type':
      case 'open link':
        return this.signIn(step);
      case 'write':
      case 'answer':
      case 'answer late':
      case 'pass':
      case 'pass the lease on':
        return this.befall(step);
      case 'look':
      case 'ask for a pause':
      case 'go on':
      case 'trouble':
      case 'kill':
        return this.befallHolder(step);
    }
  }

  private async befall(step: OfAll): Promise<void> {
    switch (step.do) {
      case 'write':
      case 'answer': {
        const call = at(this.telegram.open, step.call);
        if (call && step.do === 'write') this.telegram.begin(call, step.arrives);
        if (call && step.do === 'answer') this.telegram.answer(call, step.how);
        return this.settle();
      }
      case 'answer late':
        this.telegram.tellLate();
        return this.settle();
      case 'pass':
        return this.pass(step.ms);
      case 'pass the lease on':
        return this.passOn(step.toNew);
    }
  }

  private async befallHolder(step: OfHolder): Promise<void> {
    const run = this.holder();
    if (step.do === 'trouble') this.hadTrouble = true;
    if (step.do === 'trouble') run.expect(step.trouble, step.calls);
    if (step.do === 'kill') run.die(step.arrives);
    if (step.do === 'ask for a pause') await run.pause();
    if (step.do === 'look') run.worker.wake();
    if (step.do === 'go on') for (const each of this.runs) each.goOn();
    await this.settle();
  }

  /** Whoever has the bot; after a death the next one begins. */
  private holder(): ModelRun {
    const found = this.runs.find(({ hasBot }) => hasBot);
    if (found) return found;
    const run = new ModelRun(this.recording, this.ground, `run ${++this.started}`);
    this.runs = [...this.runs.filter(({ isDead }) => !isDead), run];
    this.giveBot(run);
    run.worker.onApplicationBootstrap();
    return run;
  }

  private giveBot(run: ModelRun): void {
    const fence = (this.ground.lease?.fence ?? 0) + 1;
    this.ground.lease = { botId: this.botId, holder: run.name, fence };
  }

  private async passOn(toNew: boolean): Promise<void> {
    this.holder();
    const other = this.runs.find(({ hasBot, isDead }) => !hasBot && !isDead);
    if (toNew || !other) this.ground.lease = { ...this.ground.lease!, holder: 'nobody' };
    else this.giveBot(other);
    this.holder().worker.wake();
    await this.settle();
  }

  /** The store, with an eye on which rows there are. */
  private get recording(): House {
    const rowIds = this.rowIds;
    const deliveries = new Proxy(this.house.deliveries, {
      get: (target, key) => {
        if (key !== 'insert') return Reflect.get(target, key) as unknown;
        return (row: Delivery) => target.insert(row).then(() => void rowIds.add(row.id));
      },
    });
    return { ...this.house, deliveries };
  }

  private async ask(work: (run: ModelRun) => Promise<void>): Promise<void> {
    work(this.holder()).catch((error: unknown) => this.note(error));
    await this.settle();
  }

  private async askFor(
    { person: index }: { person: number },
    work: (run: ModelRun, person: Person) => Promise<void>,
  ): Promise<void> {
    const person = at(this.people.all, index);
    if (!person) return;
    await this.ask(async (run) => {
      person.busy.push(run);
      await work(run, person).finally(() => person.busy.splice(person.busy.indexOf(run), 1));
    });
  }

  private async signIn(step: Extract<Step, { do: 'type' | 'open link' }>): Promise<void> {
    const run = this.holder();
    await this.settle();
    const person = at(this.people.all, step.person);
    const found = person && (await this.promises.caseOf(person));
    const message = found && at([...found.messages].reverse(), step.message);
    if (!person || !message) return;
    const isQuiet = run.isWell && person.busy.every(({ isDead }) => isDead);
    const isGood = isQuiet && this.promises.isGood(found, message);
    const isDead = this.promises.isDead(person, message);
    let isIn = false;
    await this.askFor(step, async () => {
      isIn = await (step.do === 'type'
        ? this.people.type(run, person, message.code!)
        : this.people.open(run, person, message.token!));
      if (isDead && isIn) throw new Broken(`a dead secret of message ${message.id} let somebody in`);
    });
    if (isGood && !isIn) throw new Broken(`the living secret of message ${message.id} let nobody in`);
  }

  /** What the product says no to is no surprise. */
  private note(error: unknown): void {
    if (!(error instanceof AppError)) this.surprise ??= error;
  }

  /** Everything goes on until it waits for Telegram, for time or for ever. */
  private async settle(): Promise<void> {
    do await immediate();
    while (this.ground.pending > 0);
  }

  private async pass(ms: number): Promise<void> {
    const end = modelTime.now + ms;
    for (;;) {
      modelTime.goTo(Math.min(end, Math.max(modelTime.now, Math.min(modelTime.next, this.telegram.next))));
      this.telegram.endOverdue();
      await this.settle();
      if (modelTime.now >= end && Math.min(modelTime.next, this.telegram.next) > end) return;
    }
  }

  private async rows(): Promise<Delivery[]> {
    const rows = await Promise.all([...this.rowIds].map((id) => this.house.deliveries.find(id)));
    return rows.filter((row) => row !== undefined);
  }

  private async check(): Promise<Delivery[]> {
    const rows = await this.rows();
    if (this.surprise) throw this.surprise;
    await this.promises.check(rows);
    return rows;
  }

  /** Telegram and the store work again, and time passes until nothing is left to do. */
  private async rest(): Promise<void> {
    for (const run of this.runs) run.heal();
    this.telegram.isWell = true;
    for (const call of this.telegram.open) this.telegram.answer(call, 'ok');
    this.telegram.tellLate();
    await this.settle();
    await this.promises.expectAll();
    const wellSince = modelTime.now;
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      this.holder().worker.wake();
      await this.settle();
      const rows = await this.check();
      this.promises.checkOverstay(rows, wellSince);
      if (!this.hadTrouble) await this.promises.checkCalledBack(wellSince);
      const next = Math.min(modelTime.next, ...rows.map(({ dueAt }) => dueAt?.getTime() ?? Infinity));
      if (next === Infinity) return this.end(rows);
      await this.pass(Math.min(MOST_PAUSE_MS, Math.max(LOOK_MS, next - modelTime.now)));
    }
    throw new Broken('it does not come to rest');
  }

  /** No row is left; what is left of any life ends by time alone. */
  private async end(rows: readonly Delivery[]): Promise<void> {
    const { otp, deliveryDeadlineSeconds } = this.house.config;
    await this.pass((otp.ttlSeconds + deliveryDeadlineSeconds) * 1000);
    await this.promises.check(rows);
    await this.promises.checkEnd(rows);
  }
}
