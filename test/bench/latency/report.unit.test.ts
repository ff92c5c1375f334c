import { describe, expect, it } from 'vitest'
import { renderComparison, summarize } from '../../../bench/latency/report.ts'

const completed = (answeredMs: number, endedMs: number, toldMs: number) => ({
  answeredMs,
  accepted: true,
  endedMs,
  toldMs,
})
const refused = { answeredMs: 1_000, accepted: false }
const unfinished = { answeredMs: 10, accepted: true }

describe('summary', () => {
  it('counts bad answers among the answers, and completed orders alone among the completions', () => {
    const summary = summarize([completed(10, 100, 200), completed(20, 110, 210), completed(30, 120, 220), refused])
    expect(summary).toEqual({
      answered: [20, 1_000, 1_000],
      ended: [110, 120, 120],
      told: [210, 220, 220],
      available: 0.75,
      completed: 0.75,
    })
  })

  it('tells accepted from completed', () => {
    expect(summarize([completed(10, 100, 200), unfinished])).toMatchObject({ available: 1, completed: 0.5 })
  })
})

describe('comparison', () => {
  it('shows both paths and how many times longer the pipeline takes', () => {
    const text = renderComparison(summarize([completed(120, 120, 120)]), summarize([completed(6, 300, 360)]))
    expect(text).toMatch(/answer to the caller, p50 +120 ms +6\.0 ms +× 0\.05/)
    expect(text).toMatch(/order has ended, p99 +120 ms +300 ms +× 2\.50/)
    expect(text).toMatch(/and the customer is told, p95 +120 ms +360 ms +× 3\.00/)
    expect(text).toMatch(/orders completed +100\.0 % +100\.0 %/)
  })
})
