import { expect, it } from 'vitest'
import { services } from '../../lib/services.ts'
import { synthesize } from '../../lib/synthesize.ts'

// Bundling fails before the CDK is loaded. Vitest fails a run in which a rejection was unhandled for that long.
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
