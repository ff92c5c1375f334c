import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Before anything large is loaded: it halves the time to start.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compile'))

await import('./start-command.ts')
