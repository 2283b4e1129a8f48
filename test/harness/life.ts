/** How long a code and its message live where a story does not say: longer than a busy machine takes from one step to the next. */
export const TTL_MS = 600_000;
