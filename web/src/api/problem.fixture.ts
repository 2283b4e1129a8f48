/** Problems of calls that only the operators' page makes; it shows what the API says. */
export const operatorsOnly = ['app_exists', 'app_read_only', 'app_is_public', 'too_many_secrets', 'rs256_unavailable'];
