import { Injectable } from '@nestjs/common';
import { Apps } from '../../apps/apps';
import { OidcService } from '../../oidc/oidc.service';

/** Which app a sign-in is for. */
@Injectable()
export class Asker {
  constructor(
    private readonly oidc: OidcService,
    private readonly apps: Apps,
  ) {}

  /**
   * The app that asks in this interaction. A page may be open for longer than its interaction lives: where that is over,
   * the person signs in to us, and the app has to ask again.
   */
  async appIdOf(interaction: string | undefined): Promise<string | undefined> {
    if (interaction === undefined || this.apps.all.length === 0) return undefined;
    return this.oidc.askerOf(interaction);
  }
}
