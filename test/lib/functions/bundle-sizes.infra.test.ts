import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadedBytes } from '../../../bench/cold/sizes.ts'
import { PLACE_TABLE } from '../../../lambdas/runtime/declarations/places.ts'
import type { Bundle } from '../../../lib/functions/bundling/bundle.ts'
import { bundleServices } from '../../../lib/functions/bundling/bundle-services.ts'
import { services } from '../../../lib/services.ts'

/**
 * KB that a function may load before it can handle anything: 1.25 times a client of DynamoDB alone, bundled as usual. Who
 * makes one larger makes every cold start of it slower: load on demand what most invocations do without.
 */
const MOST_AT_START = 266

/** What needs another client, or sums of money, for its every message. */
const moreAtStart: Readonly<Record<string, number>> = {
  // The schemas of all events, and sums of money.
  'analytics/handler.ts': 268,
  // Its events wait for their batch for up to a minute: a millisecond more at a cold start is seen by nobody.
  'audit/handler.ts': 382,
  // Half a KB of it takes back the deadline of an order that has ended.
  'checkout/handler.ts': 288,
  // Half a KB of it loads the event store with the first read.
  'notification/handler.ts': 293,
  'order/commands-handler.ts': 276,
  // A tenth of a KB of it is what a broken contract keeps for its cause, and what a changed command says.
  'payment/handler.ts': 278,
  'payment/api.ts': 267,
  'payment/commands-handler.ts': 277,
  'relay/events.ts': 277,
}

/**
 * KB of what a consumer loads on demand: telemetry, traces, breakers, dead letters and where they come from, health, parking, leases, history, the SQS
 * client. Two KB of it know which wake-up of a held aggregate is the newest.
 */
const MOST_ON_DEMAND = 241

/**
 * KB of the table that leads a dead letter's stack to its source: a part of the folder that nothing loads before a message dies. It grows with each
 * function of ours that a bundle holds.
 */
const MOST_PLACES = 49

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

  it('loads little at start', () => {
    const tooLarge = [...bundles.keys()]
      .map((entry) => ({ entry, atStart: kilobytes(loadedBytes(startOf(entry))) }))
      .filter(({ entry, atStart }) => atStart > (moreAtStart[entry] ?? MOST_AT_START))
    expect(tooLarge).toEqual([])
  })

  const placesOf = (entry: string): number => statSync(join(bundles.get(entry)!.directory, PLACE_TABLE)).size

  it('loads little on demand', () => {
    const tooLarge = [...bundles]
      .map(([entry, { bytes }]) => ({ entry, code: bytes - placesOf(entry) }))
      .map(({ entry, code }) => ({ entry, onDemand: kilobytes(code - loadedBytes(startOf(entry))) }))
      .filter(({ onDemand }) => onDemand > MOST_ON_DEMAND)
    expect(tooLarge).toEqual([])
  })

  it('tells the places of its sources in little', () => {
    const tooLarge = [...bundles.keys()]
      .map((entry) => ({ entry, places: kilobytes(placesOf(entry)) }))
      .filter(({ places }) => places > MOST_PLACES)
    expect(tooLarge).toEqual([])
  })

  it('loads nothing of OpenTelemetry at start, and only functions that take part in a trace hold it at all', () => {
    for (const [entry, { directory }] of bundles) {
      const holding = readdirSync(join(directory, 'chunks')).filter((name) =>
        readFileSync(join(directory, 'chunks', name), 'utf8').includes('telemetry.sdk.name'),
      )
      expect(
        holding.filter((name) => name.startsWith('start-')),
        entry,
      ).toEqual([])
      expect(holding.length > 0, entry).toBe(!/^(parking|route-fallback)\//.test(entry))
    }
  })

  it('starts with one file of code', () => {
    for (const { directory } of bundles.values()) {
      const starts = readdirSync(join(directory, 'chunks')).filter((name) => name.startsWith('start-'))
      expect(starts, directory).toHaveLength(1)
    }
  })

  it('has all of its code in files that are named by their content, so that a stack tells which build it is from', () => {
    for (const { directory, module } of bundles.values()) {
      expect(readFileSync(join(directory, `${module}.mjs`), 'utf8'), directory).toMatch(
        /^(import"[^"]+";)*export\{\w+ as handler\}from"\.\/chunks\/start-[\w-]+\.mjs";?$/,
      )
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
