import { describe, expect, it } from 'vitest'
import { compare } from '../../dev/check-iam.ts'
import type { Grant, GrantLine } from '../../local/index.ts'

const grant = (role: string, action: string, unseen?: Grant['unseen']): GrantLine => ({
  granted: { role, holder: `Consumer ${role}`, action, resource: 'table', ...(unseen && { unseen }) },
})
const use = (role: string, action: string): GrantLine => ({ used: { role, action, resource: 'table' } })
const unused = (...lines: GrantLine[]) => compare(lines).unused.map(({ role, action }) => `${role} ${action}`)

describe('grants that no test used', () => {
  it('are those of which no runtime recorded a use', () => {
    const lines = [grant('a', 'Get'), grant('a', 'Put'), grant('b', 'Get'), use('a', 'Get'), use('b', 'Put')]
    expect(unused(...lines)).toEqual(['a Put', 'b Get'])
    expect(unused(...lines, use('a', 'Put'), use('b', 'Get'))).toEqual([])
  })

  it('count once however many runtimes had them', () => {
    expect(compare([grant('a', 'Get'), grant('a', 'Get'), use('a', 'Get')])).toEqual({
      granted: 1,
      unused: [],
      explained: 0,
    })
  })

  it('need not be seen where a reason is given', () => {
    expect(unused(grant('a', 'PutTrace', { reason: 'Lambda does it itself.' }))).toEqual([])
  })

  it('are counted apart when they are only explained', () => {
    const lines = [grant('a', 'Get'), grant('a', 'PutTrace', { reason: 'Lambda does it itself.' }), use('a', 'Get')]
    expect(compare(lines)).toEqual({ granted: 2, unused: [], explained: 1 })
  })

  it('are proven by another action on the same resource where that says so, but only of the same role', () => {
    const either = { reason: 'either will do', sameAs: { actions: ['Get', 'BatchGet'] } }
    expect(unused(grant('a', 'BatchGet', either), use('a', 'Get'))).toEqual([])
    expect(unused(grant('a', 'BatchGet', either), use('b', 'Get'))).toEqual(['a BatchGet'])
  })

  it('are proven by one holder where they are the same for all, but only if that one has used them', () => {
    const alike = { reason: 'one runtime for all', sameAs: { holders: 'a message that fails' } }
    expect(unused(grant('a', 'Update', alike), grant('b', 'Update', alike))).toEqual(['a Update', 'b Update'])
    expect(unused(grant('a', 'Update', alike), grant('b', 'Update', alike), use('b', 'Update'))).toEqual([])
    expect(unused(grant('a', 'Update', alike), grant('b', 'Update'), use('b', 'Update'))).toEqual(['a Update'])
  })

  it('are proven by one of several actions of one holder where they say both, as with a function in each of several stacks', () => {
    const either = { reason: 'one code', sameAs: { actions: ['Get', 'BatchGet'], holders: 'wakes up' } }
    const grants = ['a', 'b'].flatMap((role) => [grant(role, 'Get', either), grant(role, 'BatchGet', either)])
    expect(unused(...grants)).toHaveLength(4)
    expect(unused(...grants, use('b', 'Get'))).toEqual([])
    expect(unused(...grants, use('c', 'Get'))).toHaveLength(4)
  })
})
