import { describe, expect, it } from 'vitest'
import { allEvents, catalog } from '../../../events/catalog.ts'
import { isContractError } from '../../../events/errors.ts'
import { compiledCatalog } from '../../../ops/contracts/verify/compiled.ts'

type Data = Readonly<Record<string, unknown>>

/** The example, with a field more, and with each field absent or of another kind. */
const variants = (example: Data): unknown[] => [
  example,
  { ...example, unknown_field: 1 },
  ...Object.keys(example).flatMap((name) => [
    Object.fromEntries(Object.entries(example).filter(([key]) => key !== name)),
    ...[null, '', -1, {}, [{}]].map((value) => ({ ...example, [name]: value })),
  ]),
  null,
  'text',
  [],
]

function outcome(parse: () => unknown): unknown {
  try {
    return parse()
  } catch (error) {
    return isContractError(error) ? { code: error.code, violations: error.violations } : error
  }
}

describe('an event whose schemas are compiled', () => {
  const compiled = compiledCatalog(catalog)

  it.each(allEvents.map((event) => [event.type, event] as const))(
    'reads, upcasts and refuses as %s does',
    (type, event) => {
      for (const { version, example } of event.versions) {
        for (const data of variants(example as Data)) {
          expect(outcome(() => compiled.get(type)?.parse(data, version))).toEqual(
            outcome(() => event.parse(data, version)),
          )
        }
      }
      const { version, claimCheck, aggregate } = event
      expect(compiled.get(type)).toMatchObject({ version, aggregate, ...(claimCheck && { claimCheck }) })
    },
  )
})
