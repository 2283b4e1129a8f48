type Fault = Readonly<{
  /** What is the matter with the certificate. */
  what: string;
  mend: string;
}>;

/** A chain that is not whole, and a whole one of an unknown authority, are told by the same codes. */
const CHAIN: Fault = {
  what: 'the chain of the certificate does not lead to a known authority',
  mend: 'Have the server send the intermediate certificates, too (fullchain.pem, not cert.pem). If it does, the authority is unknown here: use a certificate from a public authority or, for an authority of your own, name its certificate in NODE_EXTRA_CA_CERTS.',
};
const UNKNOWN_AUTHORITY: Fault = {
  what: 'no known authority vouches for the certificate',
  mend: 'Use one from a public authority; for an authority of your own, name its certificate in NODE_EXTRA_CA_CERTS.',
};
const OTHER_NAME: Fault = {
  what: 'the certificate is for another name',
  mend: 'Get one for this name, and check which server answers for it.',
};
const ANY: Fault = {
  what: 'the certificate is refused',
  mend: 'Look at it with openssl s_client, and get a new one for that name, with its whole chain.',
};

/** By the codes of Node's TLS, which are those of OpenSSL: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const FAULTS: Readonly<Record<string, Fault>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: CHAIN,
  UNABLE_TO_GET_ISSUER_CERT: CHAIN,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: CHAIN,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  CERT_UNTRUSTED: UNKNOWN_AUTHORITY,
  ERR_TLS_CERT_ALTNAME_INVALID: OTHER_NAME,
  ERR_TLS_CERT_ALTNAME_FORMAT: OTHER_NAME,
  HOSTNAME_MISMATCH: OTHER_NAME,
  CERT_HAS_EXPIRED: {
    what: 'the certificate has expired',
    mend: 'Renew it, and find out why that did not happen automatically.',
  },
  CERT_NOT_YET_VALID: {
    what: 'the certificate is not valid yet',
    mend: "Check this machine's clock, then the dates of the certificate.",
  },
  CERT_REVOKED: { what: 'the certificate has been revoked', mend: 'Get a new one, with a new key.' },
  CERT_REJECTED: ANY,
  CERT_SIGNATURE_FAILURE: ANY,
  CERT_CHAIN_TOO_LONG: ANY,
  ERROR_IN_CERT_NOT_BEFORE_FIELD: ANY,
  ERROR_IN_CERT_NOT_AFTER_FIELD: ANY,
  UNABLE_TO_DECRYPT_CERT_SIGNATURE: ANY,
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: ANY,
  INVALID_CA: ANY,
  INVALID_PURPOSE: ANY,
  PATH_LENGTH_EXCEEDED: ANY,
};

/** What the code of a failed call says of the other side's certificate; undefined where it says nothing of it. */
export const certificateFault = (code: string): Fault | undefined => FAULTS[code];

/** TLS itself could not be agreed on: there is no certificate to look at yet. */
export const isWithoutTls = (code: string): boolean => /^(EPROTO$|ERR_SSL_|ERR_TLS_)/.test(code);
