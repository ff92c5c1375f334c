import { describe, expect, it } from 'vitest'
import { startLocal } from '../../../local/index.ts'
import { readOutputs } from '../../../ops/stack/outputs.ts'
import { largeSystem, WITHOUT_LIMIT } from '../support/generated-system.ts'
import { synthesizedOnce } from '../support/synthesized.ts'

const MB = 2 ** 20

describe('60 consumers in 20 services, of 100 types of events, on this machine', () => {
  it.each([
    ['one', WITHOUT_LIMIT, 'EventPipeline-dev'],
    ['services', {}, 'EventPipeline-dev-joint'],
  ])('start in the layout %s, with IAM enforced', async (layout, context, stackName) => {
    const assemblyDir = synthesizedOnce({ ...context, layout }, largeSystem).assembly.directory
    const [before, started] = [process.memoryUsage().rss, performance.now()]
    const local = await startLocal({ assemblyDir, stackName, endpointPort: 0, apiPort: 0, quiet: true, warm: false })
    try {
      const seconds = (performance.now() - started) / 1000
      const memoryMb = (process.memoryUsage().rss - before) / MB
      console.info(
        `layout ${layout}: ${local.stacks.length} stacks with 60 consumers started in ${seconds.toFixed(1)} s, ${memoryMb.toFixed(0)} MB`,
      )
      const outputs = readOutputs(Object.entries(local.outputs))
      for (let index = 0; index < 60; index += 1) {
        expect(outputs.get(`ConsumerConsumer${index}QueueUrl`)).toMatch(/^http/)
      }
      expect(local.functions.list().length).toBeGreaterThan(60)
    } finally {
      await local.close()
    }
  })
})
