import { TraceMap } from '@jridgewell/trace-mapping'
import { describe, expect, it } from 'vitest'
import { parseFrame } from '../../../ops/source-maps/frame.ts'
import { mapStack, placesOf, type SourceMaps } from '../../../ops/source-maps/map-stack.ts'

/** Line 1: columns 1 to 10 are ours, from 11 on a package's. */
const map = new TraceMap({
  version: 3,
  sources: ['lambdas/payment/charge.ts', 'node_modules/@aws-sdk/client-x/index.js'],
  names: [],
  mappings: 'AAQA,UCAA',
})
const maps: SourceMaps = { mapOf: async ({ file }) => (file.endsWith('start-1fI-tajP.mjs') ? map : undefined) }
const file = 'file:///var/task/chunks/start-1fI-tajP.mjs'

describe('a frame', () => {
  it.each([
    [`    at ${file}:1:5`, { file, line: 1, column: 5, name: undefined }],
    [`    at async ${file}:1:5`, { file, line: 1, column: 5, name: undefined }],
    [`    at t (${file}:1:5)`, { file, line: 1, column: 5, name: 't' }],
    [`    at async Charger.charge (${file}:1:5)`, { file, line: 1, column: 5, name: 'Charger.charge' }],
    ['    at new Y (/var/task/index.mjs:3:9)', { file: '/var/task/index.mjs', line: 3, column: 9, name: 'new Y' }],
    ['    at process.processTicksAndRejections (node:internal/process/task_queues:104:5)', undefined],
    ['    at <anonymous>', undefined],
    ['TransientError: BANK at 10:30:00', undefined],
  ])('%s', (line, frame) => expect(parseFrame(line)).toEqual(frame))
})

describe('a stack', () => {
  const stack = [
    'TransientError: no answer',
    `    at Charger.charge (${file}:1:2)`,
    `    at t (${file}:1:12)`,
    `    at async ${file}:1:14`,
    '    at process.processTicksAndRejections (node:internal/process/task_queues:104:5)',
    `    at e (${file}:1:1)`,
    '    at x (file:///var/task/chunks/start-OTHER.mjs:1:1)',
  ].join('\n')

  it('names the sources; packages are one line; what is of another build stays as it is', async () => {
    expect(await mapStack(stack, maps)).toBe(
      [
        'TransientError: no answer',
        '    at Charger.charge (lambdas/payment/charge.ts:9:1)',
        '    … 2 frames of @aws-sdk/client-x',
        '    at lambdas/payment/charge.ts:9:1',
        '    at x (file:///var/task/chunks/start-OTHER.mjs:1:1)',
      ].join('\n'),
    )
  })

  it('gives the places of its frames, from the inside out', async () => {
    const [first] = await placesOf(stack, maps)
    expect(first).toEqual({ source: 'lambdas/payment/charge.ts', line: 9, column: 1 })
  })
})
