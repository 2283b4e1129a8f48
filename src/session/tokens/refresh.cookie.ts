import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../config/config';
import { cookieName, readCookie, writeCookie } from '../../http/request/cookie';

const NAME = 'telega2go';
const DAY_SECONDS = 86_400;

/** Where a browser keeps its refresh token: out of reach of every script. */
@Injectable()
export class RefreshCookie {
  private readonly name: string;
  private readonly maxAgeSeconds: number;

  constructor(config: Config) {
    this.name = cookieName(NAME, config);
    this.maxAgeSeconds = config.session.refreshTokenTtlDays * DAY_SECONDS;
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
