import { Injectable, Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Audit } from '../../audit/audit';
import { clock } from '../../clock';
import { clientOf } from '../../http/request/client';
import { isDocsRoute, routeOf } from '../../http/paths';
import { LimitsService } from '../../limits/limits.service';
import { Metrics } from '../../metrics/metrics';

/** Counts requests with an invalid key or token at operators' endpoints, and audits some of them. */
@Injectable()
export class RefusedKeys {
  private readonly logger = new Logger(RefusedKeys.name);

  constructor(
    private readonly limits: LimitsService,
    private readonly metrics: Metrics,
    private readonly audit: Audit,
  ) {}

  watch(fastify: FastifyInstance): void {
    fastify.addHook('onSend', async (request, reply) => {
      if (reply.statusCode !== 401 || !isForOperators(routeOf(request)) || !showsSomething(request)) return;
      this.metrics.adminKeysRefused.inc();
      await this.note(request).catch((error: unknown) => {
        this.logger.error({ msg: 'a refused admin key is not in the audit', request_id: request.id, error });
      });
    });
  }

  /** Audits an address's 1st, 10th, 100th … of an hour, up to the limit `admin_key` for all addresses together. */
  private async note(request: FastifyRequest): Promise<void> {
    const now = clock.now();
    const client = clientOf(request);
    const { used: count } = await this.limits.take('admin_key', client.address, now);
    if (!/^10*$/.test(String(count))) return;
    const noted = await this.limits.take('admin_key', 'noted', now);
    if (noted.used > this.limits.rule('admin_key').most) return;
    const actor = { kind: 'anonymous' } as const;
    const details = { count };
    await this.audit.note({ action: 'admin_key.refused', actor, client, requestId: request.id, details }, now);
  }
}

const isForOperators = (route: string): boolean =>
  route.startsWith('/api/admin') || route === '/metrics' || isDocsRoute(route);

const showsSomething = ({ headers }: FastifyRequest): boolean =>
  headers.authorization !== undefined || headers['x-admin-key'] !== undefined;
