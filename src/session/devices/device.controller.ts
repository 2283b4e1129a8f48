import { Controller, Delete, Get, HttpCode, Param, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { clock } from '../../clock';
import { FromClient, type Client } from '../../http/request/client';
import { Problems } from '../../http/problems/problems.decorator';
import { LimitsService } from '../../limits/limits.service';
import { DeviceIdParam, DeviceListDto, toDeviceList } from './device.dto';
import { Devices } from './devices';
import { CurrentSession, SessionGuard } from '../session.guard';
import type { Session } from '../store/session.repository';

@ApiTags('Sessions')
@ApiBearerAuth()
@Controller('api/devices')
@UseGuards(SessionGuard)
export class DeviceController {
  constructor(
    private readonly devices: Devices,
    private readonly limits: LimitsService,
  ) {}

  @Get()
  @Problems('rate_limited')
  @ApiOperation({
    summary: 'List known devices: browsers and clients that may ask for a message to you',
    description: 'They do not let anyone in: a sign-in there still needs your Telegram.',
  })
  @ZodResponse({ status: 200, type: DeviceListDto })
  async list(@CurrentSession() current: Session): Promise<DeviceListDto> {
    await this.limits.spend('list', current.userId, clock.now());
    return toDeviceList(await this.devices.list(current.userId), current);
  }

  @Delete(':id')
  @HttpCode(204)
  @Problems('not_found')
  @ApiOperation({
    summary: 'Forget a known device',
    description: 'It can no longer ask for a message to you; pressing Start still works there.',
  })
  end(
    @Param() { id }: DeviceIdParam,
    @CurrentSession() { userId }: Session,
    @FromClient() client: Client,
  ): Promise<void> {
    return this.devices.end(id, userId, client);
  }
}
