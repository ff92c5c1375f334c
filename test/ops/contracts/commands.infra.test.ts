import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copySources } from '../../e2e/kit/next-version.ts'

const PATIENCE_MS = 300_000

let checkout: string
beforeAll(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'broken-contract-'))
  copySources(checkout)
  replaceIn('events/order.ts', 'total: amount, currency: currencyCode })', 'total: amount, paid_in: currencyCode })')
  replaceIn('events/order.ts', "total: 59.98, currency: 'USD' }", "total: 59.98, paid_in: 'USD' }")
}, PATIENCE_MS)
afterAll(() => rm(checkout, { recursive: true, force: true }))

function replaceIn(file: string, text: string, other: string): void {
  const content = readFileSync(join(checkout, file), 'utf8')
  if (!content.includes(text)) throw new Error(`${file} has no ${JSON.stringify(text)} any more.`)
  writeFileSync(join(checkout, file), content.replace(text, other))
}

const contracts = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['ops/cli.ts', 'contracts', ...args], { cwd: checkout, encoding: 'utf8' })

/** Every file below contracts/, with its text. */
const released = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(checkout, 'contracts'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .map((name) => [name, readFileSync(join(checkout, 'contracts', name), 'utf8')]),
  )

describe('a checkout in which a field of an event has another name', () => {
  it('is refused by the check, which names the field, the readers and the way out', { timeout: PATIENCE_MS }, () => {
    const { status, stdout, stderr } = contracts('check')
    expect(status, stderr).toBe(1)
    expect(stdout).toContain('order.confirmed version 1 breaks its contract:')
    expect(stdout).toMatch(/FIELD_MISSING at \/paid_in\n[\s\S]*breaks: .*notification/)
    expect(stdout).toMatch(/\n {2}Safe order of deployment: none\.\n {2}To mend it: make the change optional/)
    expect(stdout).toMatch(/\n\d+ contracts: [1-9]\d* breakages\.\n$/)
  })

  it('cannot be released, nothing is written, and an exception is told which change it has to name', {
    timeout: PATIENCE_MS,
  }, () => {
    const place = {
      rule: 'FIELD_MISSING',
      type: 'order.confirmed',
      version: 1,
      direction: 'backward',
      pointer: '/paid_in',
    }
    const expires = new Date(Date.now() + 30 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10)
    const exceptions = [{ ...place, reason: 'nothing was produced so far', expires }]
    writeFileSync(join(checkout, 'contracts', 'exceptions.json'), JSON.stringify(exceptions))
    const before = released()
    const { status, stdout } = contracts('release')
    expect(status).toBe(1)
    expect(stdout).toMatch(
      /FIELD_MISSING at \/paid_in\n[\s\S]*\n\n.* does not say which change it excuses\. If it is meant: "change": "[0-9a-f]{12}"\.\nNothing was released\.\n$/,
    )
    expect(released()).toEqual(before)
  })
})
