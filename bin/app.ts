import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Before anything large is loaded: compiling the CDK takes a third of a synthesis otherwise.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compile'))

const { synthesize } = await import('../lib/synthesize.ts')
await synthesize()
