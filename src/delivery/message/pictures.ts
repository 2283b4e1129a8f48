import { Injectable, Logger } from '@nestjs/common';
import { Metrics } from '../../metrics/metrics';
import { renderQr } from './qr';

/** Draws the QR pictures of messages. */
@Injectable()
export class Pictures {
  /** False after a picture could not be drawn: that message went as text, and `/health` says so until one can be. */
  areDrawn = true;
  private readonly logger = new Logger(Pictures.name);

  constructor(private readonly metrics: Metrics) {}

  /** Undefined if it cannot be drawn: the person can still type the code, and must not go without a message. */
  draw(link: string): Buffer | undefined {
    const stopTimer = this.metrics.qrSeconds.startTimer();
    try {
      const picture = renderQr(link);
      this.areDrawn = true;
      return picture;
    } catch (error) {
      if (this.areDrawn) this.logger.error({ msg: 'a QR picture could not be drawn, the message goes as text', error });
      this.areDrawn = false;
      return undefined;
    } finally {
      stopTimer();
    }
  }
}
