import { JwtService } from '@nestjs/jwt';
import type { Audit, AuditEvent } from '../audit/audit';
import type { Config } from '../config';
import { AccessTokens } from './access.tokens';
import type { DeviceRepository } from './device.repository';
import { RefreshService } from './refresh.service';
import { RefreshTokens } from './refresh.tokens';
import type { SessionRepository } from './session.repository';
import { SigningKeyring } from './signing.keyring';
import { SessionService } from './session.service';
import { SignOutService } from './sign-out.service';

/** The room of sessions as one process has it; several on one store are several processes. */
export function aSessionRoom(repository: SessionRepository, config: Config) {
  const noted: AuditEvent[] = [];
  const audit = { note: async (event: AuditEvent) => void noted.push(event) } as Pick<Audit, 'note'> as Audit;
  const accessTokens = new AccessTokens(new JwtService(), config, new SigningKeyring(config));
  const refreshTokens = new RefreshTokens(config);
  const nowhere = async () => undefined;
  const devices: Partial<DeviceRepository> = { eraseAll: nowhere, eraseOf: nowhere };
  const sessions = new SessionService(repository, devices as DeviceRepository, accessTokens, refreshTokens, config);
  const refreshing = new RefreshService(repository, sessions, refreshTokens, audit);
  const signOuts = new SignOutService(sessions, refreshing, audit);
  return { sessions, refreshing, signOuts, noted };
}
