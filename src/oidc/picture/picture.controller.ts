import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { answerPortrait, PortraitAnswer } from '../../account/portraits/portrait.answer';
import { Problems } from '../../http/problems/problems.decorator';
import { Pictures } from './pictures';

class PictureParam extends createZodDto(
  z.object({
    name: z
      .string()
      .regex(/^[\w-]{43}$/)
      .meta({ description: 'As the claim `picture` has it.', example: 'sU2p0tDm5Vx1bQ9yKc3nHf7aJw4eRg6iTz8oLk0XvBs' }),
  }),
) {}

/** For the apps that people sign in to, and their pages that show a person. */
@ApiTags('OpenID')
@Controller('api/pictures')
export class PictureController {
  constructor(private readonly pictures: Pictures) {}

  @Get(':name')
  @Problems('not_found')
  @ApiOperation({
    summary: 'Get the profile picture of a person who has signed in to an app',
    description:
      'The app learns its address by the claim `picture` of `/oauth2/userinfo`. It cannot be guessed, and works while the app may know the person.',
  })
  @PortraitAnswer()
  async read(
    @Param() { name }: PictureParam,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    const portrait = await this.pictures.find(name);
    // Pages of the app may embed it; all our other answers are for our own pages alone.
    void reply.header('cross-origin-resource-policy', 'cross-origin');
    return answerPortrait(reply, portrait);
  }
}
