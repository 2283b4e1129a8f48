import { ApiExtension } from '@nestjs/swagger';
import type { ProblemCode } from '../errors';

/** Where the codes wait for `describeProblems`, which makes answers of them. */
export const PROBLEMS_KEY = 'x-problems';

/**
 * Names the problems that a call of ours may answer, so that the API's document describes each with an example:
 *
 *     @Problems('verification_not_found', 'rate_limited')
 *     @Post('resend-otp')
 *
 * What the shape of a call tells need not be named: `internal` (all); `invalid_request` (a body or parameters),
 * `payload_too_large` (a body), `forbidden` (another site's page asks for a change), `unauthorized` (behind a guard),
 * `account_disabled` (behind the guard of administrators), `storage_unavailable` (all of these but without any).
 */
export const Problems = (...codes: ProblemCode[]): MethodDecorator => ApiExtension(PROBLEMS_KEY, codes);
