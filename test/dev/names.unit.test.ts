import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const folders = ['bench', 'bin', 'dev', 'events', 'lambdas', 'lib', 'local', 'ops', 'prices', 'test']

/** Ends of names that mean a unit which we spell otherwise: `…Ms`, `…Seconds`, `…Minutes`, `…Hours`. */
const OTHER_SPELLINGS =
  /\b\w+?(?:Milliseconds|_MILLISECONDS|Millis|_MILLIS|Millisecs|Secs|_SECS|Mins|_MINS|Hrs|_HRS)\b/g

/** Named by others: JavaScript, AWS, CDK, middy. The last one is part of a released check of `events/time.ts`, whose text is compared. */
const OF_OTHERS = new Set([
  'getMilliseconds',
  'getUTCMilliseconds',
  'setUTCMilliseconds',
  'toMilliseconds',
  'getRemainingTimeInMillis',
  'timeoutEarlyInMillis',
  'TimeoutInMillis',
  'epochMilliseconds',
])

const sources = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(tsx?|mjs)$/.test(file) && !file.includes('node_modules'))
    .map((file) => join(folder, file)),
)

describe('the units in names', () => {
  it('have one spelling each', () => {
    const others = sources.flatMap((file) => {
      const found = readFileSync(join(root, file), 'utf8').match(OTHER_SPELLINGS) ?? []
      return found
        .filter((name) => !OF_OTHERS.has(name) && !import.meta.filename.endsWith(file))
        .map((name) => `${file}: ${name}`)
    })
    expect(others).toEqual([])
  })
})
