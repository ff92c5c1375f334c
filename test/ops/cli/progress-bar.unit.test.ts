import { describe, expect, it } from 'vitest'
import { progressBar } from '../../../ops/cli/progress-bar.ts'

function setUp(isTTY: boolean, total?: number) {
  let now = 0
  const written: string[] = []
  const output = { isTTY, write: (text: string) => written.push(text) }
  const bar = progressBar('rebuild order-view → g2', 'events', total, output, () => now)
  return { bar, written, later: (milliseconds: number) => (now += milliseconds) }
}

describe('a progress bar', () => {
  it('draws share, count, rate and note over itself on a terminal, not more often than needed', () => {
    const { bar, written, later } = setUp(true, 1000)
    bar.update(0)
    for (let done = 1; done <= 500; done++) {
      later(1)
      bar.update(done, `${done} documents`)
    }
    bar.end()
    expect(written.length).toBeLessThan(10)
    expect(written.at(-2)).toBe(
      '\rrebuild order-view → g2  ████████████░░░░░░░░░░░░  50 %  500 of 1,000 events  1,000/s  500 documents\u001b[K',
    )
    expect(written.at(-1)).toBe('\n')
  })

  it('writes a line now and then where there is no terminal, and the last state', () => {
    const { bar, written, later } = setUp(false)
    for (let done = 0; done <= 120; done++) {
      bar.update(done)
      later(100)
    }
    bar.end()
    expect(written).toEqual([
      'rebuild order-view → g2  0 events  0/s\n',
      'rebuild order-view → g2  50 events  10/s\n',
      'rebuild order-view → g2  100 events  10/s\n',
      'rebuild order-view → g2  120 events  10/s\n',
    ])
  })

  it('does not count what a resumed run finds done as speed, nor the time before it began', () => {
    const { bar, written, later } = setUp(false)
    later(60_000)
    bar.update(90_000)
    later(10_000)
    bar.update(90_100)
    bar.end()
    expect(written.at(-1)).toBe('rebuild order-view → g2  90,100 events  10/s\n')
  })

  it('is never more than full, though the total was an estimate', () => {
    const { bar, written } = setUp(false, 100)
    bar.update(150)
    bar.end()
    expect(written[0]).toContain('100 %  150 of 150 events')
  })
})
