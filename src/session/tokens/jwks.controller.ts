import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { z } from 'zod';
import { SigningKeyring } from './signing.keyring';

const jwk = z.object({
  kty: z.string(),
  crv: z.string().optional(),
  x: z.string().optional(),
  y: z.string().optional(),
  n: z.string().optional(),
  e: z.string().optional(),
  kid: z.string(),
  use: z.literal('sig'),
  alg: z.enum(['ES256', 'RS256']),
});

export class JwksDto extends createZodDto(z.object({ keys: z.array(jwk) })) {}

@ApiTags('Sessions')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly keyring: SigningKeyring) {}

  @Get('jwks.json')
  @Header('cache-control', 'public, max-age=300')
  @ApiOperation({
    summary: 'Get the public keys that verify access tokens and ID tokens (JWKS, RFC 7517)',
    description:
      'For back ends that check access tokens by themselves (ES256), and for apps that check ID tokens (ES256 or RS256): `kid` names the key. May be cached for a few minutes; fetch it again when a `kid` is unknown.',
  })
  @ZodResponse({ status: 200, type: JwksDto })
  keys(): JwksDto {
    return { keys: this.keyring.all.map(({ jwk }) => jwk) };
  }
}
