import { expect, it } from 'vitest'
import { services } from '../../lib/services.ts'
import { synthesize } from '../../lib/synthesize.ts'

const quiet = { env: { PIPELINE_QUIET: '1' } } as unknown as NodeJS.Process

// Bundling fails here before the CDK is loaded, so before synthesize() waits for it. Were that rejection left unhandled until then, Node.js would end the
// command with a stack; Vitest fails a run for it.
it('tells of functions that cannot be bundled, however early that is known', async () => {
  const [first, ...others] = services
  const broken = {
    ...first!,
    consumers: first!.consumers.map((consumer) => ({ ...consumer, entry: 'nowhere.ts' })),
  }
  await expect(synthesize(quiet, [broken, ...others])).rejects.toThrow(/^No such file: .*nowhere\.ts/)
})

it('tells before anything is bundled that a function uses what it does not declare', async () => {
  const careless = services.map((service) => ({
    ...service,
    consumers: service.consumers.map((consumer) =>
      service.name === 'payment' ? { ...consumer, uses: {} } : { ...consumer, entry: 'nowhere.ts' },
    ),
  }))
  await expect(synthesize(quiet, careless)).rejects.toThrow(
    /^Consumer payment: lambdas\/payment\/\S+ calls .*, and the declaration does not allow it: add uses: /,
  )
})
