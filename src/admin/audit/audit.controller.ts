import { Readable } from 'node:stream';
import { Controller, Get, Query, Req, StreamableFile, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProduces, ApiResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ZodResponse } from 'nestjs-zod';
import type { Actor } from '../../audit/audit';
import { verifyStored } from '../../audit/audit.chain';
import { toLine } from '../../audit/audit.entry';
import { exportLines } from '../../audit/audit.export';
import { AuditRepository } from '../../audit/store/audit.repository';
import { pageOf } from '../../paging';
import { AdminGuard, CurrentAdmin } from '../admin.guard';
import { AdminActs } from './audit.acts';
import {
  AuditDto,
  AuditExportQuery,
  AuditQuery,
  AuditVerdictDto,
  AuditVerifyQuery,
  MOST_CHECKED,
  toAuditCursor,
  toAuditDto,
  toVerdictDto,
} from './audit.dto';

const LINES = 'application/x-ndjson';

/** The audit log, for those who have to answer for the service. */
@ApiTags('Administration: audit')
@ApiSecurity('admin-key')
@ApiBearerAuth()
@Controller('api/admin/audit')
@UseGuards(AdminGuard)
export class AuditController {
  constructor(
    private readonly entries: AuditRepository,
    private readonly acts: AdminActs,
  ) {}

  /** Reads one entry more than the limit, to know whether there is a next page. */
  @Get()
  @ApiOperation({
    summary: 'List the audit log',
    description:
      'Who did what, the newest first; by action, actor, subject and time. Pages: pass `next_cursor` on as `cursor`.',
  })
  @ZodResponse({ status: 200, type: AuditDto })
  async list(@Query() { limit, cursor: before, ...search }: AuditQuery): Promise<AuditDto> {
    const found = await this.entries.list(search, { before, limit: limit + 1 });
    const { page, next } = pageOf(found, limit, toAuditCursor);
    return toAuditDto(page.map(toLine), next);
  }

  @Get('export')
  @ApiOperation({
    summary: 'Export the audit log as JSON lines',
    description: 'Can be verified by itself: `node dist/audit.verify.js <file>`. The export is in the audit, too.',
  })
  @ApiProduces(LINES)
  @ApiResponse({ status: 200, content: { [LINES]: { schema: { type: 'string' } } } })
  async export(
    @Query() { from, to }: AuditExportQuery,
    @CurrentAdmin() actor: Actor,
    @Req() request: FastifyRequest,
  ): Promise<StreamableFile> {
    const details = { from: from?.toISOString() ?? null, to: to?.toISOString() ?? null };
    await this.acts.note({ action: 'admin.audit_exported', actor, details }, request);
    const lines = Readable.from(exportLines(this.entries, { from, to }), { objectMode: false });
    return new StreamableFile(lines, { type: LINES, disposition: 'attachment; filename="audit.jsonl"' });
  }

  @Get('verify')
  @ApiOperation({
    summary: 'Verify the chain of the audit log',
    description: `Checks ${MOST_CHECKED} entries a call, from the oldest on; ask again with \`after\` for what follows.`,
  })
  @ZodResponse({ status: 200, type: AuditVerdictDto })
  async verify(@Query() { after }: AuditVerifyQuery): Promise<AuditVerdictDto> {
    return toVerdictDto(await verifyStored(this.entries, { after, most: MOST_CHECKED }));
  }
}
