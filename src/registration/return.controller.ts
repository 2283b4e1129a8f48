import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { Apps } from '../apps/apps';
import { toBrand } from '../apps/brand.fields';
import { mayReturnTo } from '../config/apps/app';
import { AppError } from '../errors';
import { Problems } from '../http/problems/problems.decorator';
import { ReturnDto, ReturnQuery } from './return.dto';

const NOT_REGISTERED = { field: 'return_to', message: 'must be at an origin that the app has registered' };

/** For `/continue`, the page to which an app sends people who are to come back to it. */
@ApiTags('Registration')
@Controller('api/return-to')
export class ReturnController {
  constructor(private readonly apps: Apps) {}

  @Get()
  @Problems('not_found')
  @ApiOperation({
    operationId: 'returnTo.read',
    summary: 'Check where an app wants its people back',
    description:
      'For the page `/continue`, with the same parameters. A `return_to` at an origin that the app has not registered is `invalid_request`.',
  })
  @ZodResponse({ status: 200, type: ReturnDto })
  async read(@Query() { app: id, return_to: url }: ReturnQuery): Promise<ReturnDto> {
    const app = await this.apps.find(id);
    if (!app) throw new AppError('not_found');
    if (!mayReturnTo(app, url)) throw new AppError('invalid_request', { errors: [NOT_REGISTERED] });
    return { app: toBrand(app), return_to: new URL(url).href };
  }
}
