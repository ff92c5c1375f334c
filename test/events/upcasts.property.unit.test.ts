import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { allEvents } from '../../events/catalog.ts'
import { versionOf } from '../../events/define-event.ts'
import { accepted, anyOf } from '../support/any-of-schema.ts'

const steps = allEvents.flatMap((event) => event.versions.slice(0, -1).map(({ version }) => ({ event, version })))

it('there is an old version to try', () => expect(steps.length).toBeGreaterThan(0))

it.each(steps)('what $event.type version $version may have stated becomes data of the newest', ({ event, version }) => {
  const { schema } = versionOf(event, version)!
  fc.assert(
    fc.property(anyOf(schema), (data) => {
      const newest = event.parse(data, version)
      expect(accepted(event.versions.at(-1)!.schema, newest)).toBe(true)
    }),
    { numRuns: 300 },
  )
})

it.each(allEvents)('data of $type can be made, so that its old versions will be tried', ({ versions }) => {
  for (const { schema } of versions) expect(fc.sample(anyOf(schema), 3)).toHaveLength(3)
})
