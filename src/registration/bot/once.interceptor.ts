import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { defer, lastValueFrom, type Observable } from 'rxjs';
import type { Context } from 'telegraf';
import { HandledUpdates } from './handled-updates';

/** For handlers of bot updates: each runs once per update, across all instances. */
@Injectable()
export class HandledOnce implements NestInterceptor<void, void> {
  constructor(private readonly updates: HandledUpdates) {}

  intercept(context: ExecutionContext, next: CallHandler<void>): Observable<void> {
    const { botInfo, update } = context.getArgByIndex<Context>(0);
    const handle = () => lastValueFrom(next.handle(), { defaultValue: undefined });
    return defer(() => this.updates.once(botInfo.id, update.update_id, handle));
  }
}
