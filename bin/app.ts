import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Before anything large is loaded: compiling the CDK takes a third of a synthesis otherwise.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compile'))

/** Exit codes of mistakes, which are told in a line: where they are and what is allowed, not where we noticed. */
const MISTAKES: Readonly<Record<string, number>> = { SettingsError: 2, DeclarationError: 1 }

try {
  const { synthesize } = await import('../lib/synthesize.ts')
  await synthesize()
} catch (error) {
  if (!(error instanceof Error) || !Object.hasOwn(MISTAKES, error.name)) throw error
  console.error(error.message)
  process.exitCode = MISTAKES[error.name]
}
