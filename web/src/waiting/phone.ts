/** The tab or frame that is the sandbox's phone: there is one, however often it is asked for. */
export const PHONE = 'sandbox-phone';

export const isPhone = (href: string): boolean => href.startsWith('/sandbox');
