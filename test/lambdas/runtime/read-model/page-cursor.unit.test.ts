import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeCursor, encodeCursor, isSequence } from '../../../../lambdas/runtime/read-model/page-cursor.ts'

describe('a page cursor', () => {
  it('leads back to its position, whatever that is', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string({ unit: 'grapheme', minLength: 1 }), (scope, position) => {
        expect(decodeCursor(scope, encodeCursor(scope, position))).toBe(position)
      }),
    )
  })

  it('is refused where nothing stands at its position, whoever has made it', () => {
    for (const position of ['', 'x'.repeat(1025), 'ä'.repeat(513)]) {
      expect(decodeCursor(['orders'], encodeCursor(['orders'], position))).toBeUndefined()
    }
    expect(decodeCursor(['orders'], encodeCursor(['orders'], 'x'.repeat(1024)))).toBe('x'.repeat(1024))
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.bigInt().map(String)), (position) => {
        const decoded = decodeCursor(['events'], encodeCursor(['events'], position), isSequence)
        if (decoded !== undefined) expect(Number.isSafeInteger(Number(decoded)) && Number(decoded) > 0).toBe(true)
      }),
    )
    expect(decodeCursor(['events'], encodeCursor(['events'], '17'), isSequence)).toBe('17')
    for (const none of ['abc', '1e999', '-1', '0', '1.5', 'NaN', ' 1']) {
      expect(decodeCursor(['events'], encodeCursor(['events'], none), isSequence)).toBeUndefined()
    }
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
