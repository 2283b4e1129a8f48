import type { components, paths } from './schema';

type Json<Answer> = Answer extends { content: { 'application/json': infer Body } } ? Body : never;
type Posted<Path extends keyof paths> = paths[Path] extends { post: { requestBody?: infer Body } }
  ? Json<NonNullable<Body>>
  : never;

/** The server's settings; fetched once at the start. */
export type AppSettings = Json<paths['/api/app']['get']['responses'][200]>;
/** An app, as pages show it. */
export type Brand = AppSettings['app'];
export type ProblemCode = components['schemas']['Problem']['code'];
export type RegisterRequest = Posted<'/api/register'>;
export type LoginRequest = Posted<'/api/login'>;
export type Registered = Json<paths['/api/register']['post']['responses'][202]>;
export type Verification = Json<paths['/api/verifications/{id}']['get']['responses'][200]>;
export type Status = Verification['status'];
export type DeliveryError = NonNullable<Verification['delivery']['error']>;
export type Session = Json<paths['/api/verify-otp']['post']['responses'][200]>;
export type User = Json<paths['/api/profile']['get']['responses'][200]>;
export type LinkDetails = Json<paths['/api/magic-link/details']['post']['responses'][200]>;
export type KnownPerson = Json<paths['/api/login']['get']['responses'][200]>['accounts'][number];
export type AllowedApp = Json<paths['/api/profile/apps']['get']['responses'][200]>['apps'][number];
export type EmailCodeSent = Json<paths['/api/profile/email/verification']['post']['responses'][202]>;
export type Device = Json<paths['/api/devices']['get']['responses'][200]>['devices'][number];
/** The name of a symbol by which a waiting device is recognised. */
export type SignName = LinkDetails['signs'][number];
export type Interaction = Json<paths['/api/interactions/{uid}']['get']['responses'][200]>;
/** What a page of an app has sent a person here for. */
export type Return = Json<paths['/api/return-to']['get']['responses'][200]>;
export type ProfileChanges = Json<paths['/api/profile']['patch']['requestBody']>;
export type SignIn = Json<paths['/api/sessions']['get']['responses'][200]>['sessions'][number];
