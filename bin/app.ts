import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Before anything large is loaded: compiling the CDK takes a third of a synthesis otherwise.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compile'))

try {
  const { synthesize } = await import('../lib/synthesize.ts')
  await synthesize()
} catch (error) {
  // Mistakes are told in a line: where they are and what is allowed, not where we noticed.
  const isSetting = error instanceof Error && error.name === 'SettingsError'
  const mistake = isSetting ? error.message : (await import('../lib/validation/load-mistake.ts')).loadMistake(error)
  if (mistake === undefined) throw error
  console.error(mistake)
  process.exitCode = isSetting ? 2 : 1
}
