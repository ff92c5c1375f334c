import { describe, expect, it } from 'vitest'
import { gather, gatherInTurn } from '../../../lambdas/runtime/gather.ts'

const later = (turns: number): Promise<void> =>
  turns === 0 ? Promise.resolve() : new Promise((resolve) => setImmediate(resolve)).then(() => later(turns - 1))

describe('gather', () => {
  it('runs once for all that is given under one key in one turn, however many promises lie between', async () => {
    const runs: string[] = []
    const give = gather(async (items: readonly number[], key) => {
      runs.push(`${key}: ${items.join(' ')}`)
      return items.length
    })
    const afterPromises = async (count: number, item: number) => {
      for (let step = 0; step < count; step++) await Promise.resolve()
      return give('a', item)
    }
    const answers = await Promise.all([give('a', 1), afterPromises(3, 2), give('b', 3), afterPromises(20, 4)])
    expect(runs).toEqual(['a: 1 2 4', 'b: 3'])
    expect(answers).toEqual([3, 3, 1, 3])
  })

  it('begins anew with the next turn, also while a run is under way', async () => {
    const runs: number[][] = []
    let finishFirst = () => {}
    const first = new Promise<void>((resolve) => {
      finishFirst = resolve
    })
    const give = gather(async (items: readonly number[]) => {
      runs.push([...items])
      if (runs.length === 1) await first
    })
    const one = give('a', 1)
    await later(2)
    await give('a', 2)
    finishFirst()
    await one
    expect(runs).toEqual([[1], [2]])
  })

  it('fails each who took part in a run that failed, and nobody after', async () => {
    let broken = true
    const give = gather(async () => {
      if (broken) throw new Error('refused')
      return 'done'
    })
    const [one, other] = await Promise.allSettled([give('a', 1), give('a', 2)])
    expect([one?.status, other?.status]).toEqual(['rejected', 'rejected'])
    broken = false
    expect(await give('a', 3)).toBe('done')
  })
})

it('in turn: one run at a time, and what comes meanwhile goes into the next', async () => {
  const runs: string[][] = []
  const ends: (() => void)[] = []
  const run = gatherInTurn(async (items: readonly string[]) => {
    runs.push([...items])
    if (items.includes('bad')) throw new Error('bad')
    await new Promise<void>((resolve) => ends.push(resolve))
    return items.length
  })
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  const first = [run('a'), run('b')]
  await turn()
  const second = [run('c'), run('bad')]
  await turn()
  await turn()
  second.push(run('d'))
  expect(runs).toEqual([['a', 'b']])
  ends.shift()?.()
  expect(await Promise.all(first)).toEqual([2, 2])
  expect((await Promise.allSettled(second)).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  const third = run('e')
  await turn()
  await turn()
  ends.shift()?.()
  expect(await third).toBe(1)
  expect(runs).toEqual([['a', 'b'], ['c', 'bad', 'd'], ['e']])
})
