import { expect, it } from 'vitest'
import { traceAddress } from '../../../ops/console/pages/parts/trace-address.ts'

it('a letter of Friday leads on Monday to its trace: the address says since when to look', () => {
  expect(traceAddress('req_1', '2026-04-24T18:00:00.000Z')).toBe('/trace?id=req_1&since=2026-04-23T18%3A00%3A00.000Z')
})
