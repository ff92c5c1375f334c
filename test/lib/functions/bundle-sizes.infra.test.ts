import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadedBytes } from '../../../bench/cold/sizes.ts'
import type { Bundle } from '../../../lib/functions/bundling/bundle.ts'
import { bundleServices } from '../../../lib/functions/bundling/bundle-services.ts'
import { services } from '../../../lib/services.ts'

/**
 * KB that a function loads before it can handle anything. A client of DynamoDB alone, bundled as usual, is 211. Who makes
 * one of these larger makes every cold start of it slower: load on demand what most invocations do without.
 */
const mostAtStart: Readonly<Record<string, number>> = {
  'relay/events.ts': 235,
  'relay/commands.ts': 160,
  'api/handler.ts': 10,
  'customer/api.ts': 240,
  'inventory/api.ts': 250,
  'order/api.ts': 260,
  'order-view/api.ts': 255,
  'payment/api.ts': 264,
  'analytics/handler.ts': 264,
  'audit/handler.ts': 372,
  'checkout/handler.ts': 285,
  'checkout/commands-handler.ts': 252,
  'inventory/handler.ts': 264,
  'inventory/commands-handler.ts': 262,
  'notification/handler.ts': 290,
  'notification/customers-handler.ts': 250,
  'order/commands-handler.ts': 276,
  'order/prices-handler.ts': 250,
  'order/replies-handler.ts': 250,
  'order-view/handler.ts': 258,
  'order-view/summary-handler.ts': 258,
  'payment/handler.ts': 277,
  'payment/commands-handler.ts': 276,
  'payment/statement-handler.ts': 254,
}

/** KB of what a consumer loads on demand: telemetry, tracer, breakers, dead letters, the SQS client. */
const MOST_ON_DEMAND = 205

const kilobytes = (bytes: number) => Math.round(bytes / 1024)

describe('the bundle of a function', () => {
  let bundles: ReadonlyMap<string, Bundle>
  const startOf = (entry: string): string => {
    const { directory, module } = bundles.get(entry)!
    return join(directory, `${module}.mjs`)
  }
  beforeAll(async () => {
    bundles = await bundleServices(services)
  })

  it('is one of those with a limit', () => {
    expect([...bundles.keys()].toSorted()).toEqual(Object.keys(mostAtStart).toSorted())
  })

  it.each(Object.entries(mostAtStart))('loads little at start: %s, at most %d KB', (entry, most) => {
    const atStart = kilobytes(loadedBytes(startOf(entry)))
    expect(atStart).toBeLessThanOrEqual(most)
    expect(kilobytes(bundles.get(entry)!.bytes) - atStart).toBeLessThanOrEqual(MOST_ON_DEMAND)
  })

  it('starts with one file of code', () => {
    for (const { directory } of bundles.values()) {
      const starts = readdirSync(join(directory, 'chunks')).filter((name) => name.startsWith('start-'))
      expect(starts, directory).toHaveLength(1)
    }
  })

  it('has no credential provider but that of the environment', () => {
    for (const { directory } of bundles.values()) {
      const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.mjs'),
      )
      for (const name of files) {
        expect(readFileSync(join(directory, name), 'utf8'), name).not.toMatch(/AssumeRoleWithWebIdentity|sso_start_url/)
      }
    }
  })
})
