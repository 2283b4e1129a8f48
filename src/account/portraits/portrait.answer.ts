import { applyDecorators } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { hashOf } from '../../ids';
import type { Portrait } from './portrait.repository';

/** Answers with a picture, or with nothing if there is none. The browser keeps it, but asks each time if it may. */
export function answerPortrait(reply: FastifyReply, portrait: Portrait | undefined): Buffer | undefined {
  const jpeg = portrait?.jpeg;
  if (!jpeg) return void reply.status(204);
  const etag = `"${hashOf(jpeg)}"`;
  void reply.headers({ etag, 'cache-control': 'private, no-cache' });
  if (reply.request.headers['if-none-match']?.includes(etag)) return void reply.status(304);
  void reply.type('image/jpeg');
  return jpeg;
}

/** The description of that answer in the API. */
export const PortraitAnswer = (): MethodDecorator =>
  applyDecorators(
    ApiOkResponse({
      description: 'A JPEG of at most 64 kB, about 160 pixels wide.',
      content: { 'image/jpeg': { schema: { type: 'string', format: 'binary' } } },
      headers: { ETag: { description: 'For `If-None-Match`.', schema: { type: 'string' } } },
    }),
    ApiNoContentResponse({ description: 'There is no picture.' }),
    ApiResponse({ status: 304, description: 'It is the one that `If-None-Match` names.' }),
  );
