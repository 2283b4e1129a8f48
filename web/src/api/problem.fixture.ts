/** What the operators' page alone asks for can end in these, and it tells what the API says. */
export const operatorsOnly = ['app_exists', 'app_read_only', 'app_is_public', 'too_many_secrets', 'rs256_unavailable'];
