import { AppProcess } from './app.process';
import { until } from './until';

/** The app in sandbox mode at a dotted address, where Telegram allows the message its link button. */
export async function startSandbox(settings: Readonly<Record<string, string>> = {}): Promise<AppProcess> {
  const app = await AppProcess.prepare({ OTP_TTL_SECONDS: '60', RESEND_COOLDOWN_SECONDS: '1', ...settings });
  await app.boot({ PUBLIC_URL: app.url });
  await until(async () => (await app.get<{ status: string }>('/health')).body.status === 'ok', 'the bot to be up');
  return app;
}
