import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Before anything large is loaded: compiling the CDK takes a third of a synthesis otherwise.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compile'))

const { synthesize } = await import('../lib/synthesize.ts')
try {
  await synthesize()
} catch (error) {
  if (!(error instanceof Error) || error.name !== 'SettingsError') throw error
  // A mistake of whoever typed it: where it is and what is allowed, not where we noticed.
  console.error(error.message)
  process.exitCode = 2
}
