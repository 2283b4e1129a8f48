import { ApiExtension } from '@nestjs/swagger';
import type { ProblemCode } from '../../errors';

/** Holds the codes until `describeProblems` makes responses of them. */
export const PROBLEMS_KEY = 'x-problems';

/**
 * Names the problems that a call of ours may answer, so that the API's document describes each with an example:
 *
 *     @Problems('verification_not_found', 'rate_limited')
 *     @Post('resend-otp')
 *
 * What follows from a call's shape need not be named: `invalid_request`, `request_timeout`, `headers_too_large` and
 * `internal` (all), `payload_too_large` (all but GET), `forbidden` (a change requested by another site's page),
 * `unauthorized` (behind a guard), `account_disabled` (behind the administrators' guard), `storage_unavailable` (behind a
 * guard, or with a body or parameters).
 */
export const Problems = (...codes: ProblemCode[]): MethodDecorator => ApiExtension(PROBLEMS_KEY, codes);
