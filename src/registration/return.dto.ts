import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { brand } from '../apps/brand.fields';
import { appId } from '../config/apps/app.schema';
import { textOf } from '../fields/measured.text';

const MAX_URL = 2000;

/** The app that a person signs in to if a page of that app sent them here. */
export const askingApp = appId.meta({
  description:
    'Where a page of an app has sent the person here, to get them back by `return_to`: its id. The message then names ' +
    'that app, and its bot writes; an id that is not there changes nothing.',
  example: 'corner-shop',
});

export class ReturnQuery extends createZodDto(
  z.strictObject({
    app: askingApp,
    return_to: textOf(1, MAX_URL).meta({
      description: 'Where the person shall go once they are signed in: at an origin that the app has registered.',
      example: 'https://shop.example/cart',
    }),
  }),
) {}

export class ReturnDto extends createZodDto(
  z.object({
    app: brand.describe('What sends the person here.'),
    return_to: z.url().describe('Where the browser goes once the person is signed in, or does not want to be.'),
  }),
) {}
