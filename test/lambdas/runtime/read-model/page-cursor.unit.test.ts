import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeCursor, encodeCursor } from '../../../../lambdas/runtime/read-model/page-cursor.ts'

describe('a page cursor', () => {
  it('leads back to its position, whatever that is', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string({ unit: 'grapheme' }), (scope, position) => {
        expect(decodeCursor(scope, encodeCursor(scope, position))).toBe(position)
      }),
    )
  })

  it('is refused with another query, or changed in any character', () => {
    const cursor = encodeCursor(['orders', 'cust_1'], '2026-04-28T10:30:00.000Z#ord_1')
    expect(decodeCursor(['orders', 'cust_2'], cursor)).toBeUndefined()
    for (let at = 0; at < cursor.length; at++) {
      const changed = cursor.slice(0, at) + (cursor[at] === 'A' ? 'B' : 'A') + cursor.slice(at + 1)
      expect(decodeCursor(['orders', 'cust_1'], changed), `character ${at}`).toBeUndefined()
    }
    for (const hostile of ['', 'x', '!!!', '='.repeat(10), cursor + cursor]) {
      expect(decodeCursor(['orders', 'cust_1'], hostile)).toBeUndefined()
    }
  })
})
