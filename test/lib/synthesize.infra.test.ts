import { expect, it } from 'vitest'
import { services } from '../../lib/services.ts'
import { synthesize } from '../../lib/synthesize.ts'

// Bundling fails here before the CDK is loaded, so before synthesize() waits for it. Were that rejection left unhandled until then, Node.js would end the
// command with a stack; Vitest fails a run for it.
it('tells of functions that cannot be bundled, however early that is known', async () => {
  const [first, ...others] = services
  const broken = {
    ...first!,
    consumers: first!.consumers.map((consumer) => ({ ...consumer, entry: 'nowhere.ts' })),
  }
  const env = { PIPELINE_QUIET: '1' }
  await expect(synthesize({ env } as unknown as NodeJS.Process, [broken, ...others])).rejects.toThrow(
    /^No such file: .*nowhere\.ts/,
  )
})
