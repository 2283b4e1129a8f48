import type { Grant, KoaContextWithOIDC } from 'oidc-provider';
import type { OidcRecords } from './store/oidc.adapter';

/**
 * The person's grant to the app that asks: what they allowed it in this browser, or else earlier in another. An app of
 * the team's own gets all it asks for.
 */
export async function grantFor(ctx: KoaContextWithOIDC, records: OidcRecords): Promise<Grant | undefined> {
  const { oidc } = ctx;
  const { provider, account, client, session } = oidc;
  // The library asks once it knows all three, which its types leave open.
  if (!account || !client || !session) return undefined;
  const { clientId, first_party: isFirstParty } = client;
  const grantId = oidc.result?.consent?.grantId ?? session.grantIdFor(clientId);
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  if (known && !isFirstParty) return known;
  const grant = known ?? new provider.Grant({ accountId: account.accountId, clientId });
  if (isFirstParty) grant.addOIDCScope([...oidc.requestParamOIDCScopes].join(' '));
  else grant.addOIDCScope(await records.allowedBefore(account.accountId, clientId));
  if (isFirstParty && oidc.requestParamClaims.size > 0) grant.addOIDCClaims([...oidc.requestParamClaims]);
  if (grant.getOIDCScope() === '') return undefined;
  await grant.save();
  return grant;
}
