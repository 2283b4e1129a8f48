import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../config/config';
import { clientOf, type Client } from '../../http/request/client';
import { cookieName, readCookie, writeCookie } from '../../http/request/cookie';
import { hashOf } from '../../ids';

const NAME = 'telega2go_devices';
/** The header in which API clients show their proof; browsers have a cookie. */
const HEADER = 'x-device-token';
/** The longest that browsers keep a cookie (RFC 6265bis); how long a proof is valid, the store knows. */
const MAX_AGE_SECONDS = 400 * 86_400;
/** How many people may share a browser. */
const MOST = 5;
const PROOF = /^[\w-]{22}$/;

/** Who sends a request, and the hashes of the device proofs that they show. */
export type Visitor = Client & Readonly<{ devices?: readonly string[] }>;

/** Where a browser keeps the proofs that accounts know it: one per account, out of reach of every script. */
@Injectable()
export class DeviceCookie {
  private readonly name: string;

  constructor(config: Config) {
    this.name = cookieName(NAME, config);
  }

  visitorOf(request: FastifyRequest): Visitor {
    const given = request.headers[HEADER];
    const proofs = typeof given === 'string' && PROOF.test(given) ? [given] : this.read(request);
    return { ...clientOf(request), devices: proofs.map(hashOf) };
  }

  /**
   * Renews the browser's proofs, most recently used first: there is no room for a sixth.
   * @param usedId the id of the device in use
   * @param proof the proof of that device, if it is new
   */
  renew(reply: FastifyReply, usedId?: string, proof?: string): void {
    const proofs = [...(proof ? [proof] : []), ...this.read(reply.request)];
    const isUsed = (each: string) => hashOf(each) === usedId;
    if (proofs.length > 0) this.set(reply, [...proofs.filter(isUsed), ...proofs.filter((each) => !isUsed(each))]);
  }

  forget(reply: FastifyReply, ids: readonly string[]): void {
    const proofs = this.read(reply.request);
    const left = proofs.filter((proof) => !ids.includes(hashOf(proof)));
    if (left.length < proofs.length) this.set(reply, left);
  }

  private read({ headers }: FastifyRequest): string[] {
    const proofs = (readCookie(headers.cookie, this.name) ?? '').split('.');
    return proofs.filter((proof) => PROOF.test(proof)).slice(0, MOST);
  }

  private set(reply: FastifyReply, proofs: readonly string[]): void {
    const maxAge = proofs.length > 0 ? MAX_AGE_SECONDS : 0;
    void reply.header('set-cookie', writeCookie(this.name, proofs.slice(0, MOST).join('.'), maxAge));
  }
}
