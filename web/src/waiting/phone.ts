/** The name of the tab or frame with the sandbox's phone: there is only one, however often it is opened. */
export const PHONE = 'sandbox-phone';

export const isPhone = (href: string): boolean => href.startsWith('/sandbox');
