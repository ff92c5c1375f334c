import { describe, expect, it } from 'vitest'
import { compare } from '../../../ops/contracts/compare/compare.ts'
import { schemasOf } from '../../../ops/contracts/schema/schemas-of.ts'
import { changes } from './changes.ts'

const verdict = (findings: ReturnType<typeof compare>) =>
  [...new Set(findings.map(({ rule }) => rule))].join(', ') || 'ok'

describe('what a change of a schema breaks', () => {
  it.each(changes)('$name: backward $backward, forward $forward', ({ old, next, backward, forward }) => {
    const [before, after] = [schemasOf('old', old), schemasOf('new', next)]
    expect({
      backward: verdict(compare(before.writer, after.reader)),
      forward: verdict(compare(after.writer, before.reader)),
    }).toEqual({ backward, forward })
  })

  it('has at least sixty changes', () => expect(changes.length).toBeGreaterThanOrEqual(60))
})
