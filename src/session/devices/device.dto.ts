import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { textOf } from '../../fields/measured.text';
import type { Device } from './device.repository';
import type { Session } from '../store/session.repository';

const time = z.iso.datetime();

export class DeviceIdParam extends createZodDto(
  z.strictObject({ id: textOf(1, 64).meta({ description: 'As the list of devices has it.' }) }),
) {}

export class DeviceListDto extends createZodDto(
  z.object({
    devices: z
      .array(
        z.object({
          id: z.string(),
          current: z.boolean().describe('The one that the asking session was opened on.'),
          browser: z.string().describe('Empty if it is unknown.'),
          system: z.string().describe('Empty if it is unknown.'),
          created_at: time,
          used_at: time.describe('When the last sign-in there was; half a year later the device is unknown again.'),
        }),
      )
      .describe('Used last first.'),
  }),
) {}

export const toDeviceList = (devices: readonly Device[], current: Session): DeviceListDto => ({
  devices: devices.map(({ id, sessionId, browser, system, createdAt, usedAt }) => ({
    ...{ id, current: sessionId === current.id, browser, system },
    ...{ created_at: createdAt.toISOString(), used_at: usedAt.toISOString() },
  })),
});
