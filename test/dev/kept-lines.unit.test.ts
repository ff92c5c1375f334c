import { expect, it } from 'vitest'
import { keepLines } from '../../dev/timeline/kept-lines.ts'

it('gives lines that came early to their reader, in order and with their times, then later ones as they come', () => {
  let now = 1
  let log: (functionName: string, line: string) => void = () => {}
  const readBy = keepLines(
    (listener) => (log = listener),
    () => now,
  )
  log('payment', 'first')
  now = 2
  log('audit', 'second')
  now = 3
  const read: [string, number][] = []
  readBy((line, at) => read.push([line, at]))
  expect(read).toEqual([
    ['first', 1],
    ['second', 2],
  ])
  now = 4
  log('payment', 'third')
  expect(read.at(-1)).toEqual(['third', 4])
  expect(read).toHaveLength(3)
})
