import { JwtService } from '@nestjs/jwt';
import type { Audit, AuditEvent } from '../../src/audit/audit';
import type { Config } from '../../src/config/config';
import type { Database } from '../../src/persistence/database';
import { AccessTokens } from '../../src/session/tokens/access.tokens';
import type { DeviceRepository } from '../../src/session/devices/device.repository';
import { RefreshService } from '../../src/session/tokens/refresh.service';
import { RefreshTokens } from '../../src/session/tokens/refresh.tokens';
import type { SessionRepository } from '../../src/session/store/session.repository';
import { SigningKeyring } from '../../src/session/tokens/signing.keyring';
import { SessionService } from '../../src/session/session.service';
import { SignOutService } from '../../src/session/sign-out.service';

/** The room of sessions as one process has it; several on one store are several processes. */
export function aSessionRoom(repository: SessionRepository, config: Config) {
  const noted: AuditEvent[] = [];
  const note = async (event: AuditEvent) => void noted.push(event);
  const isNoted = ({ action, subject }: AuditEvent) =>
    noted.some((each) => each.action === action && each.subject?.id === subject?.id);
  const noteOnce = async (event: AuditEvent) => void (isNoted(event) || noted.push(event));
  const audit = { note, noteOnce } as Pick<Audit, 'note' | 'noteOnce'> as Audit;
  const accessTokens = new AccessTokens(new JwtService(), config, new SigningKeyring(config));
  const refreshTokens = new RefreshTokens(config);
  const erased: string[] = [];
  const devices: Partial<DeviceRepository> = {
    erase: async (id, userId) => erased.push(`${id} of ${userId}`) > 0,
    eraseOf: async (sessionId) => void erased.push(`that of ${sessionId}`),
    eraseAll: async (userId, except = 'none') => void erased.push(`all of ${userId} but that of ${except}`),
  };
  const sessions = new SessionService(repository, devices as DeviceRepository, accessTokens, refreshTokens, config);
  const refreshing = new RefreshService(repository, sessions, refreshTokens, audit);
  const database = { together: (steps) => steps() } as Pick<Database, 'together'> as Database;
  const signOuts = new SignOutService(sessions, refreshing, audit, database);
  return { sessions, refreshing, signOuts, noted, erased };
}
