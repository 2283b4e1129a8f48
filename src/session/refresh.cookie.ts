import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../config';
import { readCookie, writeCookie } from '../http/cookie';

const NAME = 'telega2go';
const DAY_SECONDS = 86_400;

/** Where a browser keeps its refresh token: out of reach of every script. */
@Injectable()
export class RefreshCookie {
  private readonly name: string;
  private readonly maxAgeSeconds: number;

  constructor({ publicUrl, session }: Config) {
    // The prefix ties it to our host and to https, which a development machine does not have.
    this.name = publicUrl.startsWith('https:') ? `__Host-${NAME}` : NAME;
    this.maxAgeSeconds = session.refreshTokenTtlDays * DAY_SECONDS;
  }

  read({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
    return readCookie(headers.cookie, this.name);
  }

  set(reply: FastifyReply, token: string): void {
    void reply.header('set-cookie', writeCookie(this.name, token, this.maxAgeSeconds));
  }

  clear(reply: FastifyReply): void {
    void reply.header('set-cookie', writeCookie(this.name, '', 0));
  }
}
