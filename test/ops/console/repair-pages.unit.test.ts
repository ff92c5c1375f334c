import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts'
import { sharedBrowser } from './browser.ts'
import { ConsoleTab } from './console-tab.ts'
import { PRESSED, Presses } from './pressed.ts'
import { CAUSE, RepairWorld } from './repair-world.ts'
import { HOSTILE } from './world.ts'

const browser = await sharedBrowser()

describe.skipIf(!browser)('in a browser, repairing', () => {
  let db: TestDynamoDb
  let tab: ConsoleTab
  let world: RepairWorld
  const presses = new Presses()
  let page: Page
  /** Holds the console's work up until it is resolved; also after a test that failed. */
  let gate: PromiseWithResolvers<void> | undefined
  beforeAll(async () => {
    db = await startTestDynamoDb()
    tab = await ConsoleTab.inBrowser(browser!, { width: 1280, height: 900 })
    page = tab.page
  })
  afterAll(async () => {
    await tab?.close()
    await db?.close()
  })
  beforeEach(async () => {
    world = new RepairWorld(db)
    await tab.begin(presses.of(world.operations))
  })
  afterEach(async () => {
    gate?.resolve()
    world.gate = undefined
    await world.work.stop()
  })

  const at = (path: string) => tab.at(path)
  /** The page of the letters of this world, and of no other. */
  const letters = () => `/letters?${new URLSearchParams(world.here)}`
  const button = (name: string | RegExp, of: Page = page) => of.getByRole('button', { name, exact: true })
  const dialog = () => page.getByRole('dialog')

  it('goes from a filter to a plan, asks with the command that does the same, and shows what has come of it', async () => {
    const ids = await world.die(12)
    await at(letters())
    await page.getByText('12 letters would be retried').waitFor()
    await page.getByText('In steps of 1, 5, 6').waitFor()
    await button('Retry 12 letters').click()
    await dialog().getByLabel(/Why/).fill("it's mended")
    expect(await dialog().textContent()).toMatch(/dead-letters retry --consumer payment --from \S+ --to \S+ --reason/)
    expect(await dialog().textContent()).toContain(`'it'\\''s mended'`)
    await dialog().getByRole('button', { name: 'Retry 12 letters', exact: true }).click()
    await page.waitForURL(/\/operations\/op_/)
    await page.getByText('12 processed').waitFor()
    await page.getByRole('status').getByText('done').waitFor()
    expect(await page.getByRole('progressbar').getAttribute('value')).toBe('12')
    await page.getByRole('link', { name: ids[0]! }).waitFor()
    await at('/operations')
    await page.getByText('Nothing goes on').waitFor()
    await at('/audit?days=90')
    await page.getByText("it's mended").first().waitFor()
  })

  it('asks before anything happens: a dialog that is closed has changed nothing', async () => {
    const [id] = await world.die(1)
    await at(letters())
    await button('Archive 1 letter').click()
    // Before it is open, the key would go to the page, and the dialog would stay.
    await dialog().waitFor()
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'hidden' })
    await button('Retry 1 letter').click()
    await dialog().getByRole('button', { name: 'Cancel', exact: true }).click()
    expect(await world.statusOf(id!)).toBe('dead')
    await button('Archive 1 letter').click()
    await dialog().getByRole('button', { name: 'Archive 1 letter', exact: true }).click()
    await page.getByText('1 letter: done.').waitFor()
    await page.getByText('1 are archived').waitFor()
    expect(await page.getByText('1 letter: done.').isVisible(), 'what came of it outlives the button').toBe(true)
    await button('Purge 1 archived letter').click()
    const purge = dialog().getByRole('button', { name: 'Purge 1 archived letter', exact: true })
    expect(await purge.isDisabled()).toBe(true)
    await dialog()
      .getByLabel(/Type "payment"/)
      .fill('payment')
    expect(await purge.isEnabled()).toBe(true)
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'hidden' })
    expect(await world.statusOf(id!)).toBe('archived')
    await button('Restore 1 letter').click()
    await dialog().getByRole('button', { name: 'Restore 1 letter', exact: true }).click()
    await page.getByText('1 wait').waitFor()
    expect(await world.statusOf(id!)).toBe('dead')
  })

  it('purges what is archived when the name of its consumer is typed, and nothing else', async () => {
    const [id, other] = await world.die(2)
    await at(`/letters/payment/${id}`)
    await button('Archive 1 letter').click()
    await dialog().getByRole('button', { name: 'Archive 1 letter', exact: true }).click()
    await button('Purge 1 archived letter').click()
    await dialog().getByLabel(/Why/).fill('private')
    const typed = dialog().getByLabel('Type "payment" to go on')
    const purge = dialog().getByRole('button', { name: 'Purge 1 archived letter', exact: true })
    await typed.fill('paymen')
    expect(await purge.isDisabled()).toBe(true)
    await typed.fill('payment')
    expect(await dialog().textContent()).toContain(
      `dead-letters purge --consumer payment --id ${id} --reason private --typed payment`,
    )
    await purge.click()
    await page.getByRole('alert').getByText('has no dead letter').waitFor()
    expect([await world.statusOf(id!), await world.statusOf(other!)]).toEqual([undefined, 'dead'])
  })

  it('lists what died without a cause beside the others, and retries it', async () => {
    const id = world.moved()
    await at('/dead-letters?consumer=payment')
    await page.getByRole('link', { name: /^MovedByQueue/ }).click()
    await page.getByText('never ran: a retry runs it').first().waitFor()
    world.later()
    await page.getByRole('link', { name: 'Retry or archive…' }).click()
    await button('Retry 1 letter').click()
    await dialog().getByRole('button', { name: 'Retry 1 letter', exact: true }).click()
    await page.waitForURL(/\/operations\/op_/)
    await page.getByText('1 processed').waitFor()
    expect(world.payment.effects.get(id)).toBe(1)
  })

  it('finds letters by a filter, and retries as fast, and as cautiously, as was chosen', async () => {
    await world.die(1)
    const { from } = world.here
    await at('/letters')
    await page.getByLabel('Consumer').selectOption('payment')
    await page.getByLabel('Cause').fill(CAUSE)
    await page.getByLabel('Failed since').fill(from)
    await button('Show these letters').click()
    await page.getByText('1 letter would be retried').waitFor()
    expect(new URL(page.url()).searchParams.get('fingerprint')).toBe(CAUSE)
    const stop = (await page.getByLabel(/Stop when/).elementHandle())!
    await page.getByLabel(/At most/).fill('7')
    await page.keyboard.press('Tab')
    // Another plan is made for the other rate; meanwhile somebody types on in the next field, which therefore stays the same.
    await page.waitForURL(/rate=7/)
    await page.getByText('1 letter would be retried').waitFor()
    expect(await stop.evaluate((field) => field.isConnected)).toBe(true)
    for (const wrong of ['', '101', '1.5']) {
      await page.getByLabel(/Stop when/).fill(wrong)
      await page.keyboard.press('Tab')
      await page.getByRole('alert').getByText('Allowed are whole numbers from 0 to 100: it is still 20.').waitFor()
      await page.getByLabel(/Stop when/).fill('20')
      await page.keyboard.press('Tab')
      await page.getByRole('alert').waitFor({ state: 'detached' })
    }
    await page.getByLabel(/Stop when/).fill('0')
    await page.keyboard.press('Tab')
    await page.getByLabel(/may take effect twice/).check()
    await page.waitForURL(/again=yes/)
    await page.getByText('1 letter would be retried').waitFor()
    await button('Retry 1 letter').click()
    expect(await dialog().textContent()).toMatch(/--rate 7 --stop-share 0.* --again/)
    await dialog().getByRole('button', { name: 'Retry 1 letter', exact: true }).click()
    await page.waitForURL(/\/operations\/op_/)
    await page.getByText('7 a second; stops at a new cause, or when more than 0 %').waitFor()
  })

  it('is safe in two tabs at once: each letter is sent once', async () => {
    const ids = await world.die(8)
    await at(letters())
    const other = await tab.another(letters())
    for (const tab of [page, other]) await button('Retry 8 letters', tab).click()
    const confirmed = [page, other].map((tab) =>
      tab
        .getByRole('dialog')
        .getByRole('button', { name: /^Retry/ })
        .click(),
    )
    await Promise.all(confirmed)
    // The one that comes later may find that all of them are sent: it is told so, and there is no operation.
    const ended = [page, other].map(async (tab) => {
      const status = tab.getByRole('status').getByText(/^(done|stopped)/)
      await status.or(tab.getByText('There is nothing to retry.')).first().waitFor()
      return tab.url().includes('/operations/op_')
    })
    expect(await Promise.all(ended)).toContain(true)
    await Promise.any(
      [page, other].map((tab) =>
        tab
          .getByRole('status')
          .getByText(/^(done|stopped)/)
          .waitFor(),
      ),
    )
    for (const id of ids) expect(world.payment.effects.get(id)).toBe(1)
  })

  it('pauses, resumes and aborts an operation', async () => {
    await world.die(20)
    gate = Promise.withResolvers<void>()
    world.gate = gate.promise
    await at(letters())
    await button('Retry 20 letters').click()
    await dialog().getByRole('button', { name: 'Retry 20 letters', exact: true }).click()
    await page.waitForURL(/\/operations\/op_/)
    const id = new URL(page.url()).pathname.split('/').at(-1)!
    await button('Pause').click()
    expect(await dialog().textContent()).toContain(`operations pause ${id}`)
    await dialog().getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByText('paused', { exact: true }).waitFor()
    gate.resolve()
    world.gate = undefined
    await world.ended(id)
    gate = Promise.withResolvers<void>()
    world.gate = gate.promise
    await button('Resume').click()
    expect(await dialog().textContent()).toContain(`operations resume ${id}`)
    await dialog().getByRole('button', { name: 'Resume', exact: true }).click()
    await page.getByText('This console works on it').waitFor()
    // Somebody else pauses it first: the dialog goes with its button, and does not become that of Resume.
    await button('Pause').click()
    const other = await tab.another(`/operations/${id}`)
    await button('Pause', other).click()
    await other.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByText('paused', { exact: true }).waitFor()
    await button('Resume').waitFor()
    expect(await page.locator('dialog[open]').count()).toBe(0)
    gate.resolve()
    world.gate = undefined
    await world.ended(id)
    await button('Abort').click()
    await dialog().getByRole('button', { name: 'Abort', exact: true }).click()
    await page.getByText('aborted', { exact: true }).waitFor()
    await button('Resume').waitFor({ state: 'detached' })
  })

  it('edits against the schema, shows what differs, needs a reason, and sends it', async () => {
    const [id] = await world.die(1, CAUSE, { customer_id: 'cust_wrong' })
    await at(`/letters/payment/${id}`)
    await page.getByRole('link', { name: 'Edit and retry…' }).click()
    const editor = page.getByLabel(/Data of/)
    await editor.waitFor()
    const text = await editor.inputValue()
    await editor.fill(text.replace('"cust_wrong"', '7'))
    await button('Check against the schema').click()
    await page.getByRole('alert').getByText('customer_id').waitFor()
    await editor.fill(text.replace('cust_wrong', 'cust_right'))
    expect(await page.getByRole('alert').count()).toBe(0)
    await button('Check against the schema').click()
    await page.getByLabel('Differences').getByText('"cust_right"').waitFor()
    await button('Edit and retry').click()
    const send = dialog().getByRole('button', { name: 'Edit and retry', exact: true })
    expect(await send.isDisabled()).toBe(true)
    await dialog().getByLabel(/Why/).fill('typo')
    expect(await dialog().textContent()).toContain(`--set '/customer_id="cust_right"' --reason typo`)
    await send.click()
    await page.waitForURL(/\/operations\/op_/)
    await page.getByText('1 processed').waitFor()
    expect(await world.statusOf(id!)).toBe('edited')
    await at(`/letters/payment/${id}`)
    await page.getByText('Replaced by').waitFor()
  })

  it('says what somebody thinks of a cause, with a note that is shown as text, whatever it is', async () => {
    await world.die(1, 'eeeeeeeeeeeeeeee')
    await at('/dead-letters/payment/eeeeeeeeeeeeeeee')
    await button('Acknowledge').click()
    await dialog().getByLabel(/Note/).fill(HOSTILE)
    await dialog().getByRole('button', { name: 'Acknowledge', exact: true }).click()
    await page.getByText('acknowledged', { exact: true }).waitFor()
    await page.getByText('<script>window.pwned=1</script>').first().waitFor()
    expect(await page.locator('main img, main script').count()).toBe(0)
    await button('Ignore').click()
    await dialog().getByRole('button', { name: 'Ignore', exact: true }).click()
    await page.getByText('ignored', { exact: true }).waitFor()
    await button('Resolve').click()
    await dialog().getByRole('button', { name: 'Resolve', exact: true }).click()
    await page.getByText('resolved, though letters of it wait').waitFor()
    await button('Reopen').click()
    await dialog().getByRole('button', { name: 'Reopen', exact: true }).click()
    await page.getByText('open', { exact: true }).waitFor()
    await button('Write a note').click()
    const write = dialog().getByRole('button', { name: 'Write a note', exact: true })
    expect(await write.isDisabled()).toBe(true)
    await dialog().getByLabel(/Note/).fill('asked Mia')
    await write.click()
    await page.getByText('asked Mia').waitFor()
    expect(await page.evaluate('window.pwned')).toBeUndefined()
  })

  it('edits a body of 240 KB whose texts are hostile', async () => {
    const [id] = await world.die(1, CAUSE, { customer_id: `${HOSTILE}${'x'.repeat(240_000)}` })
    await at(`/letters/payment/${id}/edit`)
    const editor = page.getByLabel(/Data of/)
    expect((await editor.inputValue()).length).toBeGreaterThan(240_000)
    await button('Check against the schema').click()
    await page.getByRole('alert').getByText('customer_id').waitFor()
    const data = JSON.parse(await editor.inputValue()) as object
    await editor.fill(JSON.stringify({ ...data, customer_id: 'cust_right' }))
    await button('Check against the schema').click()
    await page.getByText('It is valid. What differs:').waitFor()
    await button('Edit and retry').click()
    await dialog().getByLabel(/Why/).fill('shorter')
    await dialog().getByRole('button', { name: 'Edit and retry', exact: true }).click()
    await page.waitForURL(/\/operations\/op_/)
    await page.getByText('1 processed').waitFor()
    expect(await page.evaluate('window.pwned')).toBeUndefined()
  })

  it('keeps the dialog and what was typed when an action fails, and says why', async () => {
    const [id] = await world.die(1)
    await at(letters())
    await button('Archive 1 letter').click()
    await dialog().getByLabel(/Why/).fill('old')
    await page.route('**/api/letters-close', (route) =>
      route.fulfill({
        status: 502,
        contentType: 'application/json',
        body: '{"error":"ThrottlingException: slow down"}',
      }),
    )
    await dialog().getByRole('button', { name: 'Archive 1 letter', exact: true }).click()
    await dialog().getByRole('alert').getByText('slow down').waitFor()
    expect(await dialog().getByLabel(/Why/).inputValue()).toBe('old')
    await page.unroute('**/api/letters-close')
    await dialog().getByRole('button', { name: 'Archive 1 letter', exact: true }).click()
    await page.getByText('1 letter: done.').waitFor()
    expect(await world.statusOf(id!)).toBe('archived')
  })

  it('can be done by keyboard alone, on a narrow page that does not scroll sideways', async () => {
    await world.die(1)
    const wide = page.viewportSize()!
    try {
      await page.setViewportSize({ width: 390, height: 844 })
      await at(letters())
      await button('Retry 1 letter').focus()
      await page.keyboard.press('Enter')
      await dialog().waitFor()
      await dialog().getByLabel(/Why/).focus()
      await page.keyboard.type('by keyboard')
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
      await page.keyboard.press('Enter')
      await page.waitForURL(/\/operations\/op_/)
      await page.getByText('1 processed').waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
    } finally {
      await page.setViewportSize(wide)
    }
  })

  it('has pressed, in all these tests together, what it is said to press', () => {
    expect(presses.names).toEqual(PRESSED['repair-pages.unit.test.ts'])
  })
})
