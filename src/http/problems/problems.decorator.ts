import { ApiExtension } from '@nestjs/swagger';
import type { ProblemCode } from '../../errors';

/** Where the codes wait for `describeProblems`, which makes answers of them. */
export const PROBLEMS_KEY = 'x-problems';

/**
 * Names the problems that a call of ours may answer, so that the API's document describes each with an example:
 *
 *     @Problems('verification_not_found', 'rate_limited')
 *     @Post('resend-otp')
 *
 * What the shape of a call tells need not be named: `invalid_request`, `request_timeout`, `headers_too_large` and `internal`
 * (all), `payload_too_large` (all but GET), `forbidden` (another site's page asks for a change), `unauthorized` (behind a
 * guard), `account_disabled` (behind the guard of administrators), `storage_unavailable` (behind a guard, or with a body or
 * parameters).
 */
export const Problems = (...codes: ProblemCode[]): MethodDecorator => ApiExtension(PROBLEMS_KEY, codes);
