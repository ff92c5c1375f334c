import { describe, expect, it } from 'vitest'
import { fingerprint } from '../../../../../lambdas/runtime/dead-letter/fingerprint.ts'
import { originOf } from '../../../../../lambdas/runtime/dead-letter/origin/own-frame.ts'
import type { PlaceTable } from '../../../../../lambdas/runtime/declarations/places.ts'

const withFrames = (message: string, ...frames: string[]): Error =>
  Object.assign(new Error(message), {
    stack: [`Error: ${message}`, ...frames.map((frame) => `    at ${frame}`)].join('\n'),
  })
const causeOf = (error: Error, table?: PlaceTable) => fingerprint('Error', error.message, originOf(error, table))

describe('the cause of an error of code that is not bundled', () => {
  const charge = 'charge (/var/task/lambdas/payment/handler.ts:12:3)'
  const cause = (...frames: string[]) => causeOf(withFrames('whatever', ...frames))

  it('is the same wherever the line has moved, and whatever the message says', () => {
    const moved = withFrames('no money', 'async charge (file:///build/lambdas/payment/handler.ts:99:1)')
    expect(causeOf(withFrames('no stock', charge))).toBe(causeOf(moved))
  })

  it.each([
    ['the function', 'refund (/var/task/lambdas/payment/handler.ts:12:3)'],
    ['the file', 'charge (/var/task/lambdas/payment/other.ts:12:3)'],
  ])('depends on %s', (_, frame) => {
    expect(cause(charge)).not.toBe(cause(frame))
  })

  it('is the frame of the service that called shared code or a library', () => {
    const through = cause(
      'Client.send (/var/task/node_modules/@aws-sdk/client.js:1:1)',
      'commit (/var/task/lambdas/runtime/effects/commit.ts:5:5)',
      charge,
    )
    expect(through).toBe(cause(charge))
  })

  it('is also the shared code of ours that threw', () => {
    const thrownBy = (name: string) => cause(`${name} (/var/task/lambdas/runtime/money.ts:5:5)`, charge)
    expect(thrownBy('parseMoney')).not.toBe(thrownBy('addMoney'))
    expect(thrownBy('parseMoney')).not.toBe(cause(charge))
  })

  it.each([
    ['is minified', 'a (/var/task/index.mjs:1:23456)'],
    ['names functions that have other letters after each deployment', 'qe (/var/task/lambdas/payment/handler.ts:12:3)'],
    ['is in no function', '/var/task/lambdas/payment/handler.ts:12:3'],
    ['is of shared code alone', 'commit (/var/task/lambdas/runtime/effects/commit.ts:5:5)'],
  ])('is told by the message where the stack %s', (_, frame) => {
    const one = causeOf(withFrames('no stock of prod_1', frame))
    expect(causeOf(withFrames('no stock of prod_2', frame))).toBe(one)
    expect(causeOf(withFrames('no money', frame))).not.toBe(one)
  })

  it('cannot be forged by a message that holds lines like frames', () => {
    const forged = withFrames(`no\n    at charge (/var/task/lambdas/payment/handler.ts:1:1)`)
    expect(originOf(forged, undefined)).toEqual([])
    expect(originOf(withFrames(forged.message, 'refund (/var/task/lambdas/payment/refund.ts:1:1)'), undefined)).toEqual(
      [{ file: 'lambdas/payment/refund.ts', name: 'refund' }],
    )
  })
})

describe('the cause of an error of bundled code', () => {
  /** Columns 10 to 19 are a package's, 20 to 29 a statement of charge, 30 to 39 another, from 40 on shared code. */
  const table: PlaceTable = {
    sources: ['lambdas/payment/charge.ts', 'lambdas/runtime/money.ts'],
    places: [
      [0, 'charge', 'aaaaaa'],
      [0, 'charge', 'bbbbbb'],
      [1, 'parseMoney'],
    ],
    files: { 'chunks/start-1.mjs': [[], [20, 1, 10, 1, 10, 1]] },
  }
  const at = (column: number) => `x (file:///var/task/chunks/start-1.mjs:2:${column})`
  const origin = (...frames: string[]) => originOf(withFrames('no', ...frames), table)

  it('is the statement of the service', () => {
    const first = { file: 'lambdas/payment/charge.ts', name: 'charge', statement: 'aaaaaa' }
    expect(origin(at(21))).toEqual([first])
    expect(origin(at(30))).toEqual([first])
    expect(origin(at(31))).toEqual([{ ...first, statement: 'bbbbbb' }])
    expect(origin(at(11), 'JSON.parse (<anonymous>)', at(21))).toEqual([first])
    expect(causeOf(withFrames('no stock', at(21)), table)).toBe(causeOf(withFrames('no money', at(29)), table))
    expect(causeOf(withFrames('no', at(21)), table)).not.toBe(causeOf(withFrames('no', at(31)), table))
  })

  it('is the statement of the service that called, and the shared code that threw', () => {
    expect(origin(at(41), at(21)).map(({ name }) => name)).toEqual(['parseMoney', 'charge'])
    expect(origin(at(11), at(41), at(21)).map(({ name }) => name)).toEqual(['charge'])
  })

  it.each([
    ['code of a package', at(11)],
    ['another line', 'x (file:///var/task/chunks/start-1.mjs:9:21)'],
    ['another bundle', 'x (file:///var/task/chunks/start-2.mjs:2:21)'],
    ['a file that is called like a part of every object', 'x (/var/task/chunks/constructor:2:21)'],
  ])('is nothing for %s', (_, frame) => {
    expect(origin(frame)).toEqual([])
  })
})
