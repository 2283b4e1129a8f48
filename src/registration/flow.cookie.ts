import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../config/config';
import { cookieName, readCookie, writeCookie } from '../http/request/cookie';
import { isOurPage } from '../http/request/origin';
import { randomId } from '../ids';
import { COLLECT_WITHIN_SECONDS } from '../verification/verification.service';

const NAME = 'telega2go_flow';
/** As `randomId` makes it. */
const FLOW = /^[\w-]{22}$/;

/** Binds a sign-in to the browser that began it; a browser has one cookie, however many sign-ins it has begun. */
@Injectable()
export class FlowCookie {
  private readonly name: string;
  private readonly maxAgeSeconds: number;

  constructor(private readonly config: Config) {
    const { otp, deliveryDeadlineSeconds } = config;
    this.name = cookieName(NAME, config);
    this.maxAgeSeconds = otp.startTtlSeconds + deliveryDeadlineSeconds + otp.ttlSeconds + COLLECT_WITHIN_SECONDS;
  }

  /** For a sign-in that one of our pages begins; a program, or a page of another site, gets no cookie. */
  begin(request: FastifyRequest, reply: FastifyReply): string | undefined {
    if (!isOurPage(request, this.config)) return undefined;
    return this.renew(request, reply) ?? this.set(reply, randomId());
  }

  /** Prolongs the cookie of a sign-in that goes on. */
  renew(request: FastifyRequest, reply: FastifyReply): string | undefined {
    const flow = this.read(request);
    return flow === undefined ? undefined : this.set(reply, flow);
  }

  read({ headers }: FastifyRequest): string | undefined {
    const flow = readCookie(headers.cookie, this.name);
    return flow !== undefined && FLOW.test(flow) ? flow : undefined;
  }

  private set(reply: FastifyReply, flow: string): string {
    void reply.header('set-cookie', writeCookie(this.name, flow, this.maxAgeSeconds));
    return flow;
  }
}
