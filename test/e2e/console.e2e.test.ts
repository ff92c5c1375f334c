import type { BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sharedBrowser } from '../ops/console/browser.ts'
import { dlqUrlOf, queueUrlOf } from './kit/aws.ts'
import { depth } from './kit/messages.ts'
import { ops } from './kit/ops.ts'
import { until } from './kit/wait.ts'

const address = process.env.PIPELINE_CONSOLE_URL
const browser = address ? await sharedBrowser() : undefined

/** Longer than the pipeline holds a message back in this scenario before it tries it again. Only a failing test waits that long. */
const PATIENCE_MS = 360_000
/** Orders placed at once. If more of them failed together, the consumer would take it for a systemic failure and hold them, and none would die. */
const AT_ONCE = 4

describe.skipIf(!browser)('the console of npm start, in a browser (O3, O11, D6)', () => {
  let context: BrowserContext
  let page: Page

  /** One visit for all tests: the printed address opens once, and its cookie lets this browser in from then on. */
  beforeAll(async () => {
    context = await browser!.newContext({ viewport: { width: 1280, height: 900 } })
    page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    await page.goto(address!)
  })

  afterAll(() => context?.close())

  it('an order is placed, payment is broken, its dead letters are found, planned, retried by canary and resolved; the audit log tells of it', async () => {
    try {
      await openMenu(page, 'Orders')
      await page.getByRole('button', { name: 'Place an order', exact: true }).click()
      await rowsOf(page, 'confirmed').first().waitFor()

      await confirm(page, 'Break payment')
      await page.getByText('Payment is told to fail: 0.5:permanent.').waitFor()
      const before = await depth(await dlqUrlOf('payment'))
      await untilSomeDie(page, before)
      await openMenu(page, 'Now')
      await page
        .locator('table.consumers a[href="/dead-letters?consumer=payment"]')
        .filter({ hasText: /^[1-9]/ })
        .click()

      await page.getByRole('link', { name: /DRILLED_FAILURE/ }).click()
      await page.waitForURL(/\/dead-letters\/payment\//)
      await page.getByText(/^([2-9]|\d\d+) wait,/).waitFor()
      const issue = page.url()
      await openMenu(page, 'Orders')
      await confirm(page, 'Repair payment')
      await page.getByText('Payment works.').waitFor()

      const dead = (await whenNoMoreDie()) - before
      await page.goto(issue)
      await page.getByText(`${dead} wait, 0 were sent again, 0 are closed`).waitFor()
      await page.getByRole('link', { name: 'Retry or archive…' }).click()
      await page.getByText(`${dead} letters would be retried`).waitFor()
      await page.getByText(`In steps of 1, ${dead > 6 ? 5 : dead - 1}`).waitFor()
      await confirm(page, `Retry ${dead} letters`, 'payment is back')
      await page.waitForURL(/\/operations\/op_/)
      await page.getByRole('status').getByText('done', { exact: true }).waitFor()
      await page.getByText(`${dead} processed`).waitFor()
      expect(await page.getByRole('progressbar').getAttribute('value')).toBe(String(dead))

      await page.goto(issue)
      await page.getByText(`0 wait, 0 were sent again, ${dead} are closed`).waitFor()
      // Nothing of it waits any more, so it is resolved without anybody saying so.
      await page.locator('dl.facts').getByText('resolved', { exact: true }).waitFor()

      await openMenu(page, 'Orders')
      await rowsOf(page, 'confirmed').first().waitFor()
      await until('every order to be confirmed', async () => (await rowsOf(page, 'pending').count()) === 0)
      await openMenu(page, 'Audit log')
      for (const told of ['drill start', 'drill end', 'dead-letters retry', 'payment is back']) {
        await page.getByText(told).first().waitFor()
      }
    } finally {
      await ops('drill', 'end', 'payment')
    }
  })

  it('a consumer is paused, resumed and drained; a read model is rebuilt and verified', async () => {
    try {
      await openMenu(page, 'Consumers')
      const stateOf = (state: string) => page.getByRole('row', { name: new RegExp(`^analytics ${state}\\b`) }).waitFor()
      await confirm(page, 'Pause analytics', 'looks at it')
      await stateOf('paused')
      await confirm(page, 'Resume analytics', 'has looked')
      await stateOf('running')
      await confirm(page, 'Drain analytics', 'moves it')
      await stateOf('paused')
      await confirm(page, 'Resume analytics', 'has moved it')
      await stateOf('running')

      await openMenu(page, 'Read models')
      const model = page.getByRole('region', { name: 'account-statement' })
      await confirm(page, 'Rebuild account-statement', 'to see it work')
      await model.getByText(/: g\d+ is live, g\d+ is kept/).waitFor()
      await confirm(page, 'Verify account-statement')
      await model.getByText(/are equal/).waitFor()
    } finally {
      await ops('consumers', 'resume', 'analytics')
    }
  })

  it('the catalog says what was really stated, and draws the life of an order (E5)', async () => {
    await openMenu(page, 'Orders')
    await page.getByRole('button', { name: 'Place an order', exact: true }).click()
    await rowsOf(page, 'confirmed').first().waitFor()
    await openMenu(page, 'Catalog')
    const sections = page.getByRole('navigation', { name: 'Catalog' })
    await sections.getByRole('link', { name: 'Really seen' }).click()
    await page.getByRole('row', { name: /^order\.created / }).waitFor()
    await sections.getByRole('link', { name: 'Life of an order' }).click()
    await page.getByRole('link', { name: /^ord_/ }).first().click()
    await page.getByRole('heading', { level: 1, name: /^Life of order ord_/ }).waitFor()
    await page.getByRole('link', { name: /^event order\.created/ }).waitFor()
  })
})

const openMenu = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('link', { name, exact: true }).click()

const rowsOf = (page: Page, status: string) => page.getByRole('table').getByRole('row').filter({ hasText: status })

/** Presses a button and says yes to what it asks. */
async function confirm(page: Page, name: string, reason?: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click()
  const dialog = page.getByRole('dialog')
  if (reason !== undefined) await dialog.getByLabel(/Why/).fill(reason)
  await dialog.getByRole('button', { name, exact: true }).click()
}

/**
 * Which messages are hit is decided by their ids: orders are placed until a canary has something to go before.
 * @param before messages in the dead-letter queue before any of these orders.
 */
async function untilSomeDie(page: Page, before: number): Promise<void> {
  const deadLetters = await dlqUrlOf('payment')
  for (let died = 0; died < 2; ) {
    const orders: string[] = []
    while (orders.length < AT_ONCE) orders.push(await place(page, orders.at(-1)))
    const known = died
    died = await until('each order to be confirmed, or its payment to be dead', async () => {
      const confirmed = await rowsOf(page, 'confirmed').allTextContents()
      const now = (await depth(deadLetters)) - before
      const paid = orders.filter((order) => confirmed.some((row) => row.includes(order)))
      return now - known + paid.length >= AT_ONCE && { now }
    }).then(({ now }) => now)
  }
}

/** @returns the id of the order, once it is accepted. */
async function place(page: Page, last: string | undefined): Promise<string> {
  const accepted = page.getByRole('status').filter({ hasText: 'is accepted' })
  const before = last ?? (await idIn(accepted))
  await page.getByRole('button', { name: 'Place an order', exact: true }).click()
  return until('the order to be accepted', async () => {
    const id = await idIn(accepted)
    return id !== before && id
  })
}

const idIn = async (accepted: Locator): Promise<string | undefined> =>
  (await accepted.textContent())?.replace(' is accepted.', '')

/**
 * Messages that were under way when payment was repaired may still die of it.
 * @returns the messages in the dead-letter queue once none is under way.
 */
async function whenNoMoreDie(): Promise<number> {
  const queue = await queueUrlOf('payment')
  await until('payment to have nothing under way', async () => (await depth(queue)) === 0)
  return depth(await dlqUrlOf('payment'))
}
