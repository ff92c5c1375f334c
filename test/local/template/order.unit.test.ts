import { describe, expect, test } from 'vitest'
import { inDependencyOrder } from '../../../local/template/order.ts'
import type { TemplateResource } from '../../../local/template/template.ts'

const resource = (uses: string[] = [], dependsOn: string[] = []): TemplateResource => ({
  Type: 'T',
  Properties: { uses: uses.map((name) => ({ Ref: name })) },
  DependsOn: dependsOn,
})

describe('creation in dependency order', () => {
  test('what is mentioned or depended on comes first', async () => {
    const created: string[] = []
    await inDependencyOrder(
      {
        Rule: resource(['Queue', 'Region']),
        Queue: resource(['Dlq']),
        Dlq: resource(),
        Policy: resource([], ['Rule']),
      },
      async (logicalId) => void created.push(logicalId),
    )
    expect(created).toEqual(['Dlq', 'Queue', 'Rule', 'Policy'])
  })

  test('independent resources are created side by side', async () => {
    const { promise: bothStarted, resolve } = Promise.withResolvers<void>()
    let started = 0
    await inDependencyOrder({ A: resource(), B: resource() }, async () => {
      started += 1
      if (started === 2) resolve()
      await bothStarted
    })
    expect(started).toBe(2)
  })

  test('a failure rejects and nothing that depends on it is created', async () => {
    const created: string[] = []
    const run = inDependencyOrder({ A: resource(), B: resource(['A']) }, async (logicalId) => {
      created.push(logicalId)
      throw new Error(`no ${logicalId}`)
    })
    await expect(run).rejects.toThrow('no A')
    expect(created).toEqual(['A'])
  })

  test('a cycle is named', async () => {
    const run = inDependencyOrder({ A: resource(['B']), B: resource(['C']), C: resource(['A']) }, async () => {})
    await expect(run).rejects.toThrow('Circular dependency: A -> B -> C -> A')
  })
})
