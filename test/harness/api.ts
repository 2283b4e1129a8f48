import type { Answer, HttpClient } from './http.client';
import { until } from './until';

export type Started = Readonly<{
  verification_id: string;
  status: string;
  message: string;
  telegram_link: string;
  expires_at: string;
  resend_at: string;
}>;
export type Status = Readonly<{
  verification_id: string;
  status: string;
  expires_at: string | null;
  resend_at: string;
  attempts_left: number;
  delivery: Readonly<{
    attempts: number;
    sent_at: string | null;
    delete_at: string | null;
    deleted_at: string | null;
    error: string | null;
  }>;
}>;
export type Session = Readonly<{
  user: Readonly<{ id: string; name: string; email: string; telegram_id: number }>;
  access_token: string;
  token_type: string;
  expires_in: number;
}>;
export type Problem = Readonly<{
  code: string;
  status: number;
  request_id: string;
  attempts_left?: number;
  errors?: readonly Readonly<{ field: string; message: string }>[];
}>;

/** The calls that stories are made of. */
export class Api {
  private lastPerson = 100_000;

  /** @param app the product, or what stands before it */
  constructor(readonly app: HttpClient) {}

  /** Somebody new: an id that nobody else in this run has. */
  nextPerson(): number {
    return ++this.lastPerson;
  }

  async register(fields: Readonly<Record<string, unknown>> = {}): Promise<Started> {
    const { status, body } = await this.tryRegister(fields);
    if (status !== 202) throw new Error(`register answered ${status}: ${JSON.stringify(body)}`);
    return body as Started;
  }

  tryRegister(fields: Readonly<Record<string, unknown>>, headers: Record<string, string> = {}) {
    const email = `ann${++this.lastPerson}@example.org`;
    return this.app.post<Started | Problem>('/api/register', { name: 'Ann', email, ...fields }, headers);
  }

  async status(id: string): Promise<Status> {
    return (await this.app.get<Status>(`/api/verifications/${id}`)).body;
  }

  untilStatus(id: string, wanted: string): Promise<Status> {
    return until(async () => {
      const status = await this.status(id);
      if (status.status === 'expired' && wanted === 'sent') throw new Error(`${id} expired: it was sent, and is over`);
      return status.status === wanted ? status : undefined;
    }, `status ${wanted} of ${id}`);
  }

  verifyOtp(id: string, otp: string): Promise<Answer<Session & Problem>> {
    return this.app.post('/api/verify-otp', { verification_id: id, otp });
  }

  verifyLink(token: string): Promise<Answer<Session & Problem>> {
    return this.app.post('/api/verify-magic-link', { token });
  }

  resend(id: string): Promise<Answer<Started & Problem>> {
    return this.app.post('/api/resend-otp', { verification_id: id });
  }
}

/** A code of the right shape that is not the right one. */
export const wrongCode = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
