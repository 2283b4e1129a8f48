import type { Page } from 'playwright-core';
import { inTurns, keepingDevices } from '../harness/browser';
import { changePicture } from '../harness/phone.faults';
import { startSandbox } from '../harness/sandbox.app';
import { setStage } from '../harness/stage';
import { until } from '../harness/until';
import { ANN, readCode, says, typeCode, type Visitor } from '../harness/visitor';
import { pressStart, register } from './member';

/** How wide each of `count` pictures came, 0 for one that did not; once all are there and none is under way. */
const widthsIn = (page: Page, count: number): Promise<number[]> =>
  until(async () => {
    const found = await page.locator('.portrait img').evaluateAll((images) =>
      images.map((image) => {
        const { complete, naturalWidth } = image as unknown as { complete: boolean; naturalWidth: number };
        return complete ? naturalWidth : -1;
      }),
    );
    return found.length === count && !found.includes(-1) ? found : undefined;
  }, `${count} pictures to be there`);

describe.each(keepingDevices)('at a $name, the profile picture of Telegram', (device) => {
  const story = inTurns(device);
  const stage = setStage(device, startSandbox);

  async function signInAs(page: Page, visitor: Visitor, person: number): Promise<void> {
    await page.getByRole('button', { name: 'Continue with Telegram' }).click();
    await pressStart({ page, visitor }, person);
    const phone = await visitor.phoneOf(person);
    await typeCode(page, await readCode(phone));
    await page.waitForURL('**/profile');
    await phone.close();
  }

  story('is in the account and the bar after the first sign-in, and beside "Continue as Ann"', async () => {
    const { page, visitor } = stage;
    await signInAs(page, visitor, ANN);
    await says(page, 'Ann');
    expect(await widthsIn(page, 2)).toEqual([160, 160]);
    await page.locator('.portrait img:visible').nth(1).waitFor();
    await visitor.picture(page, '60-portrait');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Continue as Ann' }).waitFor();
    expect(await widthsIn(page, 1)).toEqual([160]);
    await visitor.picture(page, '61-continue-as');
  });

  story('is how a name begins where there is none', async () => {
    const { page, visitor } = stage;
    await register({ page, visitor }, { name: 'Zoë', chatId: 860 });
    expect(await widthsIn(page, 2)).toEqual([0, 0]);
    expect(await page.locator('.portrait').allTextContents()).toEqual(['Z', 'Z']);
    expect(await page.locator('.portrait img:visible').count()).toBe(0);
    await visitor.picture(page, '62-no-portrait');
  });

  story('comes where the sandbox’s phone has been given one', async () => {
    const { page, visitor } = stage;
    await visitor.register(page, { name: 'Zoë', chatId: 862 });
    const phone = await visitor.phoneOf(862);
    await changePicture(phone, 'Add a profile picture');
    await phone.getByRole('button', { name: 'Remove the profile picture' }).waitFor();
    await typeCode(page, await readCode(phone));
    await page.waitForURL('**/profile');
    expect(await widthsIn(page, 2)).toEqual([160, 160]);
  });
});
